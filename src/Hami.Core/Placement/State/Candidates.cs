namespace Hami.Core.Placement.State;

/// <summary>The nodes that are offered for one pod, in the order in which they were named.</summary>
public sealed class Candidates
{
    private readonly ClusterState state;
    private readonly List<NodeEntry> known;
    private readonly List<string> unknown = [];

    internal Candidates(ClusterState state, int expected)
    {
        this.state = state;
        known = new List<NodeEntry>(expected);
    }

    /// <summary>How many there are.</summary>
    public int Count => known.Count + unknown.Count;

    internal List<NodeEntry> Known => known;

    internal List<string> Unknown => unknown;

    /// <summary>Names of all.</summary>
    public IEnumerable<string> Names => known.Select(static node => node.Name).Concat(unknown);

    /// <summary>Adds a node by name.</summary>
    public void Add(string name)
    {
        if (state.FindNode(name) is { } node) known.Add(node);
        else unknown.Add(name);
    }

    /// <summary>Adds a node by the UTF-8 bytes of its name.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        if (state.FindNode(name) is { } node) known.Add(node);
        else unknown.Add(NameComparer.Instance.Create(name));
    }
}
