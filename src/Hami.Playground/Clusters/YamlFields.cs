using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hami.Playground.Clusters;

/// <summary>
/// A mapping of a cluster file, read strictly: a field that nobody asked for, or of another kind than it must have, is an
/// error that names its line.
/// </summary>
internal sealed class YamlFields
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);

    private YamlFields(string file, string path, YamlMappingNode node)
    {
        _file = file;
        _path = path;
        _node = node;
    }

    /// <summary>The top of a file.</summary>
    public static YamlFields Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ClusterFileException(file, e.Start.Line, "", $"not YAML: {e.Message}", e);
        }

        return stream.Documents switch
        {
            [] => throw new ClusterFileException(file, 0, "", "the file is empty: describe at least one node under 'nodes'"),
            [{ RootNode: YamlMappingNode root }] => new YamlFields(file, "", root),
            [var only] => throw new ClusterFileException(
                file, only.RootNode.Start.Line, "", "expected a mapping with 'nodes' and, if need be, 'templates'"),
            [_, var second, ..] => throw new ClusterFileException(
                file, second.RootNode.Start.Line, "", "a second document: put all nodes into the first"),
        };
    }

    public string? Text(string field) => Find(field) is { } node ? ScalarText(node, Path(field)) : null;

    public string RequiredText(string field) =>
        Text(field) is { Length: > 0 } text ? text : throw Missing(field, "a text");

    /// <summary>One of the words.</summary>
    public string Word(string field, params string[] words)
    {
        var text = RequiredText(field);
        return words.Contains(text) ? text : throw Wrong(field, $"{Shown(text)}: expected one of {string.Join(", ", words)}");
    }

    public bool Flag(string field) => Text(field) switch
    {
        null => false,
        "true" => true,
        "false" => false,
        var text => throw Wrong(field, $"{Shown(text)}: expected true or false"),
    };

    public int Number(string field, int least, int otherwise) =>
        Find(field) is { } node ? ScalarNumber(node, Path(field), least) : otherwise;

    public int RequiredNumber(string field, int least) =>
        Find(field) is { } node ? ScalarNumber(node, Path(field), least) : throw Missing(field, $"a whole number from {least}");

    /// <summary>A list of numbers, empty where the field is absent.</summary>
    public IReadOnlyList<int> Numbers(string field, int least) =>
        [.. Elements(field).Select(element => ScalarNumber(element.Node, element.Path, least))];

    /// <summary>A list of lists of numbers, each as long as said.</summary>
    public IReadOnlyList<int[]> NumberTuples(string field, int length, int least)
    {
        var tuples = new List<int[]>();
        foreach (var (node, path) in Elements(field))
        {
            if (node is not YamlSequenceNode sequence || sequence.Children.Count != length)
                throw Error(node, path, $"expected a list of {length} numbers");
            tuples.Add([.. sequence.Select((number, i) => ScalarNumber(number, $"{path}[{i}]", least))]);
        }

        return tuples;
    }

    /// <summary>Texts by key, empty where the field is absent.</summary>
    public Dictionary<string, string> Map(string field)
    {
        var map = new Dictionary<string, string>();
        if (Find(field) is not { } node) return map;
        foreach (var (key, value) in Mapping(node, Path(field)).Children)
        {
            var name = ScalarText(key, Path(field));
            map.Add(name, ScalarText(value, $"{Path(field)}[{name}]"));
        }

        return map;
    }

    public YamlFields? Section(string field) =>
        Find(field) is { } node ? new YamlFields(_file, Path(field), Mapping(node, Path(field))) : null;

    public IEnumerable<YamlFields> Sections(string field) =>
        Elements(field).Select(element => new YamlFields(_file, element.Path, Mapping(element.Node, element.Path)));

    /// <summary>Sections by name, empty where the field is absent.</summary>
    public Dictionary<string, YamlFields> NamedSections(string field)
    {
        var sections = new Dictionary<string, YamlFields>();
        if (Find(field) is not { } node) return sections;
        foreach (var (key, value) in Mapping(node, Path(field)).Children)
        {
            var name = ScalarText(key, Path(field));
            sections.Add(name, new YamlFields(_file, $"{Path(field)}.{name}", Mapping(value, $"{Path(field)}.{name}")));
        }

        return sections;
    }

    public bool Has(string field) => Find(field) is not null;

    /// <summary>To be called after the last field was asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var key in _node.Children.Keys)
        {
            var name = ScalarText(key, _path);
            if (!_asked.Contains(name))
                throw Error(key, Path(name), $"no such field; known here: {string.Join(", ", _asked)}");
        }
    }

    /// <summary>An error of this field's value.</summary>
    public ClusterFileException Wrong(string field, string problem) => Error(Find(field) ?? _node, Path(field), problem);

    private ClusterFileException Missing(string field, string expected) =>
        Error(_node, Path(field), $"is missing: expected {expected}");

    private ClusterFileException Error(YamlNode node, string path, string problem) =>
        new(_file, node.Start.Line, path, problem);

    private YamlNode? Find(string field)
    {
        _asked.Add(field);
        return _node.Children.TryGetValue(new YamlScalarNode(field), out var node) ? node : null;
    }

    private IEnumerable<(YamlNode Node, string Path)> Elements(string field)
    {
        if (Find(field) is not { } node) return [];
        return node is YamlSequenceNode sequence
            ? sequence.Select((element, i) => (element, $"{Path(field)}[{i}]"))
            : throw Wrong(field, "expected a list");
    }

    private YamlMappingNode Mapping(YamlNode node, string path) =>
        node as YamlMappingNode ?? throw Error(node, path, "expected a mapping of fields to values");

    private string ScalarText(YamlNode node, string path) =>
        node is YamlScalarNode { Value: { } value } ? value : throw Error(node, path, "expected a text");

    private int ScalarNumber(YamlNode node, string path, int least)
    {
        var text = ScalarText(node, path);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw Error(node, path, $"{Shown(text)}: expected a whole number from {least}, without a unit");
    }

    private string Path(string field) => _path.Length > 0 ? $"{_path}.{field}" : field;

    private static string Shown(string text) => text.Length <= 64 ? $"'{text}'" : $"'{text[..64]}…'";
}
