using System.Text.RegularExpressions;

namespace Hami.Playground.Clusters;

/// <summary>Reads cluster files; <c>examples/clusters/README.md</c> documents them.</summary>
public static partial class ClusterFile
{
    private const int MostNodes = 20_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ClusterFileException">It can't be read, or not be used.</exception>
    public static ClusterDescription Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterFileException(path, 0, "", $"can't be read: {e.Message}", e);
        }

        return Parse(path, text);
    }

    /// <summary>Reads a file's text; <paramref name="file"/> is for messages.</summary>
    /// <exception cref="ClusterFileException">It can't be used.</exception>
    public static ClusterDescription Parse(string file, string text)
    {
        var top = YamlFields.Parse(file, text);
        var templates = top.NamedSections("templates").ToDictionary(
            static section => section.Key, static section => NodeFields.Read(section.Value));
        var nodes = new List<SimulatedNode>();
        var names = new HashSet<string>();
        foreach (var entry in top.Sections("nodes"))
        {
            foreach (var node in ReadEntry(entry, templates))
            {
                if (!names.Add(node.Name)) throw entry.Wrong("name", $"a second node '{node.Name}': rename one of the two");
                if (names.Count > MostNodes) throw entry.Wrong("count", $"more than {MostNodes} nodes in all: make it smaller");
                nodes.Add(node);
            }
        }

        top.RefuseOthers();
        if (nodes.Count == 0) throw top.Wrong("nodes", "is missing or empty: describe at least one node");
        return new ClusterDescription(nodes);
    }

    private static IEnumerable<SimulatedNode> ReadEntry(YamlFields entry, Dictionary<string, NodeFields> templates)
    {
        var name = entry.RequiredText("name");
        if (name.Length > 200 || !NodeName().IsMatch(name))
            throw entry.Wrong("name", $"'{name}' can't name a node: use small letters, digits and '-', beginning and ending with one of the former");
        var count = entry.Number("count", least: 1, otherwise: 1);
        if (count > MostNodes) throw entry.Wrong("count", $"more than {MostNodes} nodes: make it smaller");
        var fields = NodeFields.None;
        if (entry.Text("template") is { } template)
        {
            fields = templates.TryGetValue(template, out var found)
                ? found
                : throw entry.Wrong("template", $"no template '{template}'; there are: {(templates.Count > 0 ? string.Join(", ", templates.Keys) : "none")}");
        }

        fields = fields.OverriddenBy(NodeFields.Read(entry));
        return Enumerable.Range(0, count).Select(i => fields.Node(entry.Has("count") ? $"{name}-{i}" : name));
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    private static partial Regex NodeName();
}
