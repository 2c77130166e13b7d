using System.Runtime.CompilerServices;

namespace Hami.Tests.Playground;

/// <summary>Files of the checkout that the tests were built from.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot();

    public static string Of(string path) => Path.Combine(Root, path);

    public static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(Of(folder), "*.yaml").Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(Root, file));

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        var folder = Path.GetDirectoryName(thisFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Hami.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Hami.slnx above {thisFile}");
    }
}
