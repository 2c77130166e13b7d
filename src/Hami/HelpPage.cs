using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Hami.Scheduler.Configuration;

namespace Hami.Cli;

/// <summary>What <c>--help</c> prints: what a command does, an example, its flags by what they are about.</summary>
internal sealed class HelpPage : AsynchronousCommandLineAction
{
    private const int Width = 110;
    private const int Indent = 8;

    /// <inheritdoc/>
    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        await WriteAsync(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCodes.Success;
    }

    /// <summary>Writes the page of a command.</summary>
    public static async Task WriteAsync(Command command, TextWriter output) => await output.WriteAsync(Page(command));

    /// <summary>The command with those above it, as it is typed.</summary>
    public static string FullName(Command command) => command is RootCommand ? "hami" : $"hami {command.Name}";

    private static string Page(Command command)
    {
        var page = new StringBuilder();
        page.Append(command.Description).Append("\n\n");
        page.Append("Usage: ").Append(FullName(command)).Append(command.Subcommands.Count > 0 ? " COMMAND [FLAGS]\n" : command.Name == RunCommand.Name ? " [FLAGS] -- COMMAND [ARGUMENTS]\n" : " [FLAGS]\n");
        if (command.Subcommands.Count > 0)
        {
            page.Append("\nCommands:\n");
            foreach (var child in command.Subcommands.Where(static child => !child.Hidden))
                page.Append($"  {child.Name,-12} {child.Description!.Split('\n')[0]}\n");
            page.Append("\nMore on each: hami COMMAND --help\n");
        }

        foreach (var group in command.Options.OfType<FlagOption>().Where(static option => !option.Hidden).GroupBy(static option => option.Flag.Group))
        {
            page.Append($"\n{Title(group.Key)}:\n");
            foreach (var option in group) WriteFlag(page, option.Flag);
        }

        if (command.Options.OfType<FlagOption>().Any(static option => option.Hidden))
            page.Append("\nFurther flags of the original are accepted: docs/configuration.md lists every one, and the keys of the device configuration.\n");
        page.Append('\n').Append(command.Name == RunCommand.Name ? ExitCodes.RunHelp : ExitCodes.Help).Append('\n');
        return page.ToString();
    }

    private static void WriteFlag(StringBuilder page, Flag flag)
    {
        page.Append($"  {flag.Spelling}  ({flag.TypeName}");
        if (flag.DefaultText.Length > 0) page.Append($"; default {flag.DefaultText}");
        page.Append(")\n");
        var column = 0;
        foreach (var word in flag.Effect.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                page.Append('\n');
                column = 0;
            }

            page.Append(column == 0 ? new string(' ', Indent) : " ").Append(word);
            column += (column == 0 ? Indent : 1) + word.Length;
        }

        page.Append('\n');
    }

    private static string Title(FlagGroup group) => group switch
    {
        FlagGroup.Listening => "Listening",
        FlagGroup.Devices => "Device configuration",
        FlagGroup.Placement => "Placement",
        FlagGroup.Admission => "Admission",
        FlagGroup.ApiServer => "API server",
        FlagGroup.Replicas => "Several replicas",
        _ => "Metrics and logs",
    };
}
