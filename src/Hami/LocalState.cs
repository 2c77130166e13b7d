using System.CommandLine;
using Hami.Nodes.Local;

namespace Hami.Cli;

/// <summary>Where <c>hami run</c>, <c>ps</c> and <c>top</c> find jobs.</summary>
internal static class LocalState
{
    /// <summary>The flag that they have in common.</summary>
    public static readonly Option<string> Flag = new("--state");

    /// <summary>The native parts of this executable.</summary>
    public static NativeParts Parts => NativeParts.Beside(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(NativeParts.LibraryVariable));

    /// <summary>A look at the jobs; null where none was ever run.</summary>
    public static Surveyor? Open(ParseResult parsed) =>
        StateDirectory.Find(parsed.GetValue(Flag)) is { } state ? new Surveyor(state, Parts, TimeProvider.System) : null;
}
