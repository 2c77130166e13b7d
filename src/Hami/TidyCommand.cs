using System.CommandLine;
using Hami.Nodes.Local;

namespace Hami.Cli;

/// <summary><c>hami tidy</c>: what runs after a job, so not shown in help.</summary>
internal static class TidyCommand
{
    /// <summary>What it is called.</summary>
    public const string Name = "tidy";

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, """
            Removes what dead jobs of this user left in the state directory. hami run sees to it; root may for all users.

            Example:
              hami tidy --state=/run/hami
            """)
        {
            LocalState.Flag,
        };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static (parsed, _) =>
        {
            if (StateDirectory.Find(parsed.GetValue(LocalState.Flag)) is not { } state) return Task.FromResult(ExitCodes.Success);
            state.Devices.Tidy();
            state.Simulated.Tidy();
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
