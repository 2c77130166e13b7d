using System.Runtime.CompilerServices;

namespace Hami.Cluster.Tests.Plane;

/// <summary>Places in the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where runs leave their logs.</summary>
    public static string Results { get; } = Of("artifacts/test/cluster");

    /// <summary>The program under test: a published one where <c>HAMI_EXECUTABLE</c> names it, else this build's.</summary>
    public static string Executable { get; } = FindExecutable();

    public static string Of(string path) => Path.Combine(Root, path);

    private static string FindExecutable()
    {
        if (Environment.GetEnvironmentVariable("HAMI_EXECUTABLE") is { Length: > 0 } given) return Path.GetFullPath(given, Root);
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
        return Of($"src/Hami/bin/{configuration}/net10.0/hami");
    }

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        var folder = Path.GetDirectoryName(thisFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Hami.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Hami.slnx above {thisFile}");
    }
}
