namespace Hami.Cluster.Tests.Plane;

/// <summary>The end of a log, for a message.</summary>
internal static class LogTail
{
    public static string Of(string file, int lines = 25) =>
        File.Exists(file) ? $"--- last lines of {file}\n{string.Join('\n', File.ReadLines(file).TakeLast(lines))}\n" : $"--- {file} is not there\n";
}
