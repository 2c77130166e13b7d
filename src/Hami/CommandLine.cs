using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Hami.Core.Vendors.Configuration;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Credentials;
using Hami.Nodes.Local;
using Hami.Playground.Clusters;
using Hami.Scheduler.Configuration;

namespace Hami.Cli;

/// <summary>The command line: finds the subcommand, runs it, and turns what goes wrong into a message and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = Parse(arguments);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,

            // A command that runs on waits for its own end.
            ProcessTerminationTimeout = null,
        };

        // Help and completion answer whatever else is on the line.
        if (parsed.Action is null or ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action)
        {
            var faults = UsageFaults.Of(parsed);
            if (faults.Count > 0) return await TellAsync(error, faults, UsageCode(parsed), parsed.CommandResult.Command);
        }

        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (UsageException wrong)
        {
            return await TellAsync(error, wrong.Faults, UsageCode(parsed), parsed.CommandResult.Command);
        }
        catch (ConfigException wrong)
        {
            return await TellAsync(error, wrong.Faults, ExitCodes.Failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CredentialException or ApiException or ClusterFileException or LocalException)
        {
            return await TellAsync(error, [failure.Message], ExitCodes.Failure);
        }
    }

    /// <summary>Finds the subcommand and its flags.</summary>
    public static ParseResult Parse(IReadOnlyList<string> arguments) =>
        Root().Parse([.. arguments.TakeWhile(IsOurs).SelectMany(Apart), .. arguments.SkipWhile(IsOurs)], new ParserConfiguration { ResponseFileTokenReplacer = null });

    // What comes after is another program's.
    private static bool IsOurs(string argument) => argument != "--";

    private static int UsageCode(ParseResult parsed) => parsed.CommandResult.Command.Name == RunCommand.Name ? ExitCodes.RunUsage : ExitCodes.Usage;

    // System.CommandLine takes "--flag=" for a flag without its value; an empty value as an argument of its own it keeps.
    private static string[] Apart(string argument) =>
        argument.Length > 1 && argument[0] == '-' && argument.IndexOf('=') == argument.Length - 1 ? [argument[..^1], ""] : [argument];

    private static RootCommand Root()
    {
        var root = new RootCommand("HAMi for .NET: shares of GPUs and other accelerators for pods of Kubernetes.")
        {
            SchedulerCommand.Create(),
            RunCommand.Create(),
            PsCommand.Create(),
            TopCommand.Create(),
            TidyCommand.Create(),
            VersionCommand.Create(),
            ConfigurationPageCommand.Create(),
            NodeAgentsCommand.Create(),
        };
        foreach (var version in root.Options.OfType<VersionOption>().ToList()) root.Options.Remove(version);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpPage();
        root.SetAction(static async (parsed, _) =>
        {
            await HelpPage.WriteAsync(parsed.RootCommandResult.Command, parsed.InvocationConfiguration.Error);
            return ExitCodes.Usage;
        });
        return root;
    }

    private static async Task<int> TellAsync(TextWriter error, IReadOnlyList<string> faults, int code, Command? command = null)
    {
        foreach (var fault in faults) await error.WriteLineAsync($"hami: {fault}");
        if (command is not null) await error.WriteLineAsync($"Try: {HelpPage.FullName(command)} --help");
        return code;
    }
}
