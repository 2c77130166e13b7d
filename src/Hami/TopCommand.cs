using System.CommandLine;
using System.Runtime.InteropServices;
using Hami.Nodes.Local;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Hami.Cli;

/// <summary><c>hami top</c>: devices and jobs as they change.</summary>
internal static class TopCommand
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly Option<bool> Once = new("--once");
    private static readonly Option<bool> Json = new("--json");

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command("top", """
            Shows this machine's devices and the jobs of hami run on them, anew each second, until Ctrl-C.

            Memory and cores are shown as used / granted; cores are an average over the last second.

            Example:
              hami top
              hami top --once

            Flags:
              --once       once, over half a second, as plain text
              --json       likewise, as JSON
              --state DIR  where jobs are written down (default: /run/hami if root made it, else this user's own)
            """)
        {
            Once, Json, LocalState.Flag,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (LocalState.Open(parsed) is not { } surveyor)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("hami: no job was ever run here: there is no state directory. Try: hami run --help");
            return ExitCodes.Failure;
        }

        using (surveyor)
        {
            if (!parsed.GetValue(Once) && !parsed.GetValue(Json)) return await FollowAsync(surveyor, output, cancellation);
            var before = surveyor.Look();
            await Task.Delay(Glance, cancellation);
            var survey = surveyor.Look().Since(before);
            if (parsed.GetValue(Json))
            {
                await output.WriteLineAsync(SurveyText.Json(survey));
                return ExitCodes.Success;
            }

            await SurveyText.WriteTableAsync(output, SurveyText.DeviceHeads, SurveyText.Devices(survey));
            await output.WriteLineAsync();
            await SurveyText.WriteTableAsync(output, SurveyText.JobHeads, SurveyText.Jobs(survey));
            return ExitCodes.Success;
        }
    }

    private static async Task<int> FollowAsync(Surveyor surveyor, TextWriter output, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        Survey? before = null;
        await console.Live(new Text("")).StartAsync(async live =>
        {
            try
            {
                while (true)
                {
                    var survey = surveyor.Look();
                    live.UpdateTarget(Draw(survey.Since(before)));
                    before = survey;
                    await Task.Delay(Turn, end.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // Asked to end; what was drawn last stays.
            }
        });
        return ExitCodes.Success;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }

    private static Rows Draw(Survey survey) => new(
        Table(SurveyText.DeviceHeads, SurveyText.Devices(survey)),
        Table(SurveyText.JobHeads, SurveyText.Jobs(survey)));

    private static Table Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> lines)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var head in heads) table.AddColumn(new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))));
        foreach (var line in lines) table.AddRow(line.Select(static cell => (IRenderable)new Text(cell)));
        return table;
    }
}
