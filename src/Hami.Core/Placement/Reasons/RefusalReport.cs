using System.Text;
using Hami.Core.Placement.State;

namespace Hami.Core.Placement.Reasons;

/// <summary>Puts the refusals of a filter call into the words of events (control-plane.md §6.10), lists of names cut.</summary>
public static class RefusalReport
{
    /// <summary>The most names in one list: 5,000 nodes must not make a message of 200 KB.</summary>
    public const int MostNames = 10;

    /// <summary>One text per reason word, <c>&lt;n&gt; nodes &lt;Reason&gt;(a,b,…)</c>, and a last one for the whole.</summary>
    public static IReadOnlyList<string> Messages(IReadOnlyList<NodeRefusal> refusals)
    {
        var byWord = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var refusal in refusals)
        {
            foreach (var word in Words(refusal.Reason))
            {
                if (!byWord.TryGetValue(word, out var nodes)) byWord[word] = nodes = [];
                nodes.Add(refusal.Node);
            }
        }

        return
        [
            .. byWord.Select(static entry => $"{entry.Value.Count} nodes {entry.Key}({Names(entry.Value)})"),
            $"no available node, {refusals.Count} nodes do not meet",
        ];
    }

    /// <summary>Why the devices of a node were refused, one after the other.</summary>
    public static string Devices(NodeExplanation node)
    {
        var text = new StringBuilder($"node {node.Node}: ");
        if (node.Devices.Count == 0) return text.Append(string.Join("; ", node.Faults.Count > 0 ? node.Faults : [node.Reason])).ToString();
        text.Append("container ").Append(node.Devices[^1].Container).Append(": ");
        var shown = node.Devices.Where(reason => reason.Container == node.Devices[^1].Container).ToList();
        text.AppendJoin(", ", shown.Take(MostNames));
        if (shown.Count > MostNames) text.Append($", and {shown.Count - MostNames} more");
        return text.ToString();
    }

    // "3/8 CardInsufficientMemory, 5/8 CardTypeMismatch" holds two words; a reason without counts is a word itself.
    private static IEnumerable<string> Words(string reason)
    {
        foreach (var item in reason.Split(", "))
        {
            var space = item.IndexOf(' ', StringComparison.Ordinal);
            yield return space > 0 && item[..space].Contains('/', StringComparison.Ordinal) ? item[(space + 1)..] : item;
        }
    }

    private static string Names(List<string> nodes)
    {
        nodes.Sort(StringComparer.Ordinal);
        var names = string.Join(',', nodes.Take(MostNames));
        return nodes.Count > MostNames ? $"{names},… {nodes.Count - MostNames} more" : names;
    }
}
