using System.CommandLine;
using System.CommandLine.Parsing;
using Hami.Nodes.Local;
using Hami.Scheduler.Configuration;

namespace Hami.Cli;

/// <summary><c>hami run</c>: a command with a share of this machine's GPUs.</summary>
internal static class RunCommand
{
    /// <summary>What it is called.</summary>
    public const string Name = "run";

    private static readonly Option<string> Gpus = new("--gpus");
    private static readonly Option<string> Memory = new("--gpumem");
    private static readonly Option<string> Cores = new("--gpucores");
    private static readonly Option<string> Policy = new("--policy");
    private static readonly Option<string> Priority = new("--priority");
    private static readonly Option<string> Wait = new("--wait") { Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> JobName = new("--name");
    private static readonly Option<string> Simulate = new("--simulate");
    private static readonly Option<bool> Setup = new("--setup");
    private static readonly Argument<string[]> Words = new("command") { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, """
            Runs a command with a share of this machine's GPUs, without a cluster.

            Several users and jobs share the devices; who doesn't fit is refused with the reason, or waits in line with --wait. A share
            lives until the last process of its job has ended.

            Examples:
              hami run --gpumem 3000 --gpucores 30 -- python train.py
              hami run --gpus 2 --gpumem 50% --wait=1h -- ./job
              hami run --simulate 2xA100-40GB --gpumem 3000 -- nvidia-smi
                  without any GPU: on simulated devices

            Flags:
              --gpus N         devices, 1 to 16 (default 1)
              --gpumem AMOUNT  of each device's memory: MiB, or percent such as 50% (default: all of it)
              --gpucores P     percent of each device's cores, 1 to 99; 0 for no limit, 100 for the device alone (default 0)
              --policy WORDS   which devices: spread, binpack, mutex, numa, topology-aware, several with commas (default spread)
              --priority N     0 for the highest, 1 (default 1)
              --wait[=TIME]    wait in line, first come first served; for 30s, 10m, 1h at most, or as long as it takes
              --name TEXT      what hami ps calls the job (default: its command)
              --simulate WHAT  simulated devices, such as 2xA100-40GB or T4,L40S
              --state DIR      where jobs are written down (default: /run/hami if root made it, else one of this user's own)
              --setup          as root, once: make that directory for all users, and run nothing
            """)
        {
            Gpus, Memory, Cores, Policy, Priority, Wait, JobName, Simulate, LocalState.Flag, Setup, Words,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static (parsed, _) => Task.FromResult(Run(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var error = parsed.InvocationConfiguration.Error;
        void Said(string line) => error.WriteLine($"hami: {line}");
        try
        {
            if (parsed.GetValue(Setup))
            {
                StateDirectory.MakeForAll(parsed.GetValue(LocalState.Flag), Said);
                return ExitCodes.Success;
            }

            var request = Read(parsed);
            var answer = new LocalRun(LocalState.Parts, TimeProvider.System, Said).Run(request);
            Said($"no share{(answer.IsHopeless ? ", nor will there be one on this machine" : "")}: {answer.Reason}");
            foreach (var device in answer.Devices) error.WriteLine($"  {device}");
            return answer.IsHopeless ? ExitCodes.RunUnavailable : ExitCodes.RunRefused;
        }
        catch (LocalException failure)
        {
            Said(failure.Message);
            return failure.Fault == LocalFault.State ? ExitCodes.RunState : ExitCodes.RunUnavailable;
        }
    }

    private static RunRequest Read(ParseResult parsed)
    {
        var faults = new List<string>();
        var ask = ShareAskReader.Read(
            parsed.GetValue(Gpus), parsed.GetValue(Memory), parsed.GetValue(Cores), parsed.GetValue(Policy), parsed.GetValue(Priority), faults);
        var command = ReadCommand(parsed, faults);
        if (Environment.GetEnvironmentVariable(JobEnvironment.Number) is { Length: > 0 } number) faults.Add($"this is inside job {number}, whose share is all that its processes have: ask for more when starting that, or unset {JobEnvironment.Number}");
        var wait = ReadWait(parsed, faults);
        if (parsed.GetValue(Simulate) is "") faults.Add("--simulate: name devices, such as 2xA100-40GB");
        if (faults.Count > 0) throw new UsageException(faults);
        return new RunRequest
        {
            Command = command,
            Name = parsed.GetValue(JobName) ?? "",
            Ask = ask,
            Wait = wait,
            State = parsed.GetValue(LocalState.Flag),
            Simulate = parsed.GetValue(Simulate),
            Tidy = [.. ThisProgram(), TidyCommand.Name, LocalState.Flag.Name],
        };
    }

    private static string[] ReadCommand(ParseResult parsed, List<string> faults)
    {
        var words = parsed.GetValue(Words) ?? [];
        var command = parsed.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).Skip(1).Select(static token => token.Value).ToArray();
        // The parser takes for words of the command what it doesn't know before it.
        var strays = words[..^Math.Min(command.Length, words.Length)];
        if (strays is [['-', ..] unknown, ..]) faults.Add(UsageFaults.Unknown(parsed.CommandResult.Command, unknown));
        else if (strays.Length > 0) faults.Add($"write -- before the command, so that its flags are its own: hami run … -- {strays[0]} …");
        else if (command.Length == 0) faults.Add("no command: write it after --, as in hami run --gpumem 3000 -- python train.py");
        return command;
    }

    private static TimeSpan? ReadWait(ParseResult parsed, List<string> faults)
    {
        if (parsed.GetResult(Wait) is not { Implicit: false } result) return TimeSpan.Zero;
        if (result.Tokens is not [{ Value: var text }]) return null;
        if (GoDuration.TryParse(text, out var time) && time >= TimeSpan.Zero) return time;
        faults.Add($"--wait: \"{text}\" is no time: write 30s, 10m or 1h, or --wait alone for as long as it takes");
        return null;
    }

    // Of a build for developers, dotnet is the process, and this program its first argument.
    private static string[] ThisProgram()
    {
        var process = Environment.ProcessPath!;
        var library = Path.Combine(AppContext.BaseDirectory, "hami.dll");
        return Path.GetFileNameWithoutExtension(process) == "dotnet" && File.Exists(library) ? [process, library] : [process];
    }
}
