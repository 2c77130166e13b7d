using System.CommandLine;

namespace Hami.Cli;

/// <summary><c>hami docs-configuration</c>: for who builds the documentation, so not shown in help.</summary>
internal static class ConfigurationPageCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command("docs-configuration", """
            Prints docs/configuration.md.

            Example:
              ./hami docs-configuration > docs/configuration.md
            """)
        {
            Hidden = true,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(ConfigurationPage.Render());
            return ExitCodes.Success;
        });
        return command;
    }
}
