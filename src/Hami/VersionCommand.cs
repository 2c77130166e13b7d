using System.CommandLine;

namespace Hami.Cli;

/// <summary><c>hami version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command("version", """
            Prints version, revision, build date, runtime, compiler and platform.

            Example:
              hami version
            """);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static async (parsed, _) =>
        {
            var build = ThisBuild.Info;
            await parsed.InvocationConfiguration.Output.WriteAsync(
                $"""
                version:    {build.Version}
                revision:   {build.Revision}
                build date: {build.BuildDate}
                runtime:    {build.Runtime}
                compiler:   {build.Compiler}
                platform:   {build.Platform}

                """);
            return ExitCodes.Success;
        });
        return command;
    }
}
