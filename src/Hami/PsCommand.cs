using System.CommandLine;
using Hami.Nodes.Local;

namespace Hami.Cli;

/// <summary><c>hami ps</c>: the jobs of <c>hami run</c>.</summary>
internal static class PsCommand
{
    private static readonly Option<bool> Json = new("--json");

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command("ps", """
            Lists the jobs of hami run: whose they are, what they have, what they use of it.

            Memory and cores are shown as used / granted; cores are an average over the job's life.

            Example:
              hami ps
              hami ps --json

            Flags:
              --json       as JSON, bytes and percent
              --state DIR  where jobs are written down (default: /run/hami if root made it, else this user's own)
            """)
        {
            Json, LocalState.Flag,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static async (parsed, _) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var survey = Look(parsed);
            if (parsed.GetValue(Json)) await output.WriteLineAsync(SurveyText.Json(survey));
            else await SurveyText.WriteTableAsync(output, SurveyText.JobHeads, SurveyText.Jobs(survey));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Survey Look(ParseResult parsed)
    {
        if (LocalState.Open(parsed) is not { } surveyor) return new Survey(TimeProvider.System.GetUtcNow(), [], []);
        using (surveyor) return surveyor.Look().Since(null);
    }
}
