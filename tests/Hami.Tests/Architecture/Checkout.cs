using Hami.Tests.Playground;

namespace Hami.Tests.Architecture;

/// <summary>The files of the checkout that people wrote.</summary>
internal static class Checkout
{
    private static readonly HashSet<string> Made = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "StrykerOutput"];

    private static readonly string Root = RepositoryFiles.Of("");

    /// <summary>Paths below a folder, from the root of the checkout, with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder = "") =>
        Walk(Path.Combine(Root, folder)).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(static file => Path.GetFileName(file) != ".git")) yield return file;
        foreach (var below in Directory.EnumerateDirectories(folder).Where(static below => !IsMade(below)))
        {
            foreach (var file in Walk(below)) yield return file;
        }
    }

    private static bool IsMade(string folder) => Made.Contains(Path.GetFileName(folder)) || (Path.GetFileName(folder).StartsWith('.') && Path.GetFileName(folder) != ".config");
}
