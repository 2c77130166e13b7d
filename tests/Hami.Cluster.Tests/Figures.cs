using Hami.Cluster.Tests.Plane;

namespace Hami.Cluster.Tests;

/// <summary>What was measured on the way, a line each; <c>./test</c> prints them.</summary>
internal static class Figures
{
    public static string File { get; } = Path.Combine(Repository.Results, "figures.txt");

    public static void Add(string line) => System.IO.File.AppendAllText(File, line + "\n");
}
