namespace Hami.Cluster.Tests.Plane;

/// <summary>The processes that a process of ours started.</summary>
internal static class ProcessTree
{
    /// <summary>The descendant that runs a program.</summary>
    public static int Find(int root, string program)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(static name => int.TryParse(name, out _))
            .Select(static name => (Id: int.Parse(name!), Parent: ParentOf(int.Parse(name!)))).ToLookup(static one => one.Parent, static one => one.Id);
        var waiting = new Queue<int>([root]);
        while (waiting.TryDequeue(out var process))
        {
            if (NameOf(process) == program) return process;
            foreach (var child in parents[process]) waiting.Enqueue(child);
        }

        throw new InvalidOperationException($"no process {program} below {root}");
    }

    private static string NameOf(int process) =>
        Try(() => Path.GetFileName(File.ReadAllText($"/proc/{process}/cmdline").Split('\0')[0])) ?? "";

    // After the name in parentheses, which may hold anything: the state, then the parent.
    private static int ParentOf(int process) =>
        Try(() => File.ReadAllText($"/proc/{process}/stat") is var stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] : "") is { } text ? int.Parse(text) : -1;

    private static string? Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
