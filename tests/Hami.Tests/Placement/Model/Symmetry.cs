namespace Hami.Tests.Placement.Model;

/// <summary>
/// The ways to rename nodes and pods that change nothing: all nodes are alike (kube-scheduler names them in any order), and so are
/// pods that ask for the same. Names are <c>N0</c>… and <c>P0</c>…, so that whatever is text can be renamed.
/// </summary>
internal sealed class Symmetry
{
    private readonly (int[] Nodes, int[] Pods)[] renamings;
    private readonly int[,] products;

    public Symmetry(Scenario scenario)
    {
        renamings =
        [
            .. from nodes in Permutations(scenario.Nodes)
               from pods in Permutations(scenario.Pods.Length)
               where Enumerable.Range(0, pods.Length).All(i => scenario.Pods[i] == scenario.Pods[pods[i]])
               select (nodes, pods),
        ];
        products = new int[Count, Count];
        for (var second = 0; second < Count; second++)
        {
            for (var first = 0; first < Count; first++) products[second, first] = IndexOf(After(second, first));
        }

        Inverse = [.. Enumerable.Range(0, Count).Select(renaming => Enumerable.Range(0, Count).First(other => products[other, renaming] == 0))];
    }

    /// <summary>How many there are; number 0 renames nothing.</summary>
    public int Count => renamings.Length;

    public int[] Inverse { get; }

    /// <summary>One renaming after another.</summary>
    public int Product(int second, int first) => products[second, first];

    public int Node(int renaming, int node) => renamings[renaming].Nodes[node];

    public int Pod(int renaming, int pod) => renamings[renaming].Pods[pod];

    public string Text(int renaming, string text)
    {
        if (renaming == 0) return text;
        var renamed = text.ToCharArray();
        for (var i = 0; i + 1 < renamed.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i + 1])) continue;
            if (text[i] == 'N') renamed[i + 1] = (char)('0' + Node(renaming, text[i + 1] - '0'));
            else if (text[i] == 'P') renamed[i + 1] = (char)('0' + Pod(renaming, text[i + 1] - '0'));
        }

        return new string(renamed);
    }

    /// <summary>Renames lines whose order means nothing.</summary>
    public string Lines(int renaming, string lines) =>
        renaming == 0 ? lines : string.Join('\n', Text(renaming, lines).Split('\n').Order(StringComparer.Ordinal));

    private static IEnumerable<int[]> Permutations(int count) => count switch
    {
        1 => [[0]],
        2 => [[0, 1], [1, 0]],
        _ => [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
    };

    private (int[] Nodes, int[] Pods) After(int second, int first) =>
        ([.. renamings[first].Nodes.Select(node => Node(second, node))], [.. renamings[first].Pods.Select(pod => Pod(second, pod))]);

    private int IndexOf((int[] Nodes, int[] Pods) sought) =>
        Array.FindIndex(renamings, renaming => renaming.Nodes.SequenceEqual(sought.Nodes) && renaming.Pods.SequenceEqual(sought.Pods));
}
