using System.CommandLine;

namespace Hami.Cli;

/// <summary>The flag that <c>hami run</c>, <c>ps</c> and <c>top</c> have in common.</summary>
internal static class LocalState
{
    /// <summary>Where jobs are written down.</summary>
    public static readonly Option<string> Flag = new("--state");
}
