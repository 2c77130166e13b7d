using Hami.Core.Vendors.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Hami.Scheduler.Configuration;

/// <summary>Reads YAML, and so JSON, into a tree that knows its places.</summary>
public static class YamlTree
{
    private const int DeepestLevel = 64;

    /// <summary>Reads one document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="ConfigException">It is no YAML, has several documents, a key twice, or is nested too deep.</exception>
    public static ConfigNode Parse(TextReader text, string source)
    {
        var reading = new Reading(new Parser(text), source);
        try
        {
            return reading.Document();
        }
        catch (YamlException malformed)
        {
            throw new ConfigException([$"{new ConfigPlace(source, (int)malformed.Start.Line, (int)malformed.Start.Column)}: not valid YAML: {malformed.Message}"]);
        }
    }

    private sealed class Reading(Parser parser, string source)
    {
        private readonly Dictionary<AnchorName, ConfigNode> _anchors = [];

        public ConfigNode Document()
        {
            parser.Consume<StreamStart>();
            ConfigNode root = new ConfigScalar("", isQuoted: false, new ConfigPlace(source, 1, 1));
            if (parser.TryConsume<DocumentStart>(out _))
            {
                root = Node(1);
                parser.Consume<DocumentEnd>();
            }

            if (parser.TryConsume<DocumentStart>(out var second))
                throw Fault(second, "a second document begins here: put everything into one");
            return root;
        }

        private ConfigNode Node(int level)
        {
            if (level > DeepestLevel) throw Fault(parser.Current!, $"nested more than {DeepestLevel} levels deep");
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                return _anchors.TryGetValue(alias.Value, out var target)
                    ? target
                    : throw Fault(alias, $"the alias *{alias.Value} names no anchor before it");
            }

            var anchor = parser.Current is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor : AnchorName.Empty;
            ConfigNode node = parser.Current switch
            {
                Scalar => ReadScalar(),
                SequenceStart => ReadList(level),
                MappingStart => ReadMap(level),
                { } other => throw Fault(other, "a value was expected here"),
                null => throw new ConfigException([$"{source}: ends too early"]),
            };
            if (!anchor.IsEmpty) _anchors[anchor] = node;
            return node;
        }

        private ConfigScalar ReadScalar()
        {
            var scalar = parser.Consume<Scalar>();
            return new ConfigScalar(scalar.Value, scalar.Style is not ScalarStyle.Plain, Place(scalar));
        }

        private ConfigList ReadList(int level)
        {
            var start = parser.Consume<SequenceStart>();
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(level + 1));
            return new ConfigList(items, Place(start));
        }

        private ConfigMap ReadMap(int level)
        {
            var start = parser.Consume<MappingStart>();
            var entries = new List<ConfigEntry>();
            var first = new Dictionary<string, ConfigPlace>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out var key)) throw Fault(parser.Current!, "a key must be a text");
                var place = Place(key);
                if (!first.TryAdd(key.Value, place))
                    throw Fault(key, $"the key \"{key.Value}\" stands here a second time (the first: {first[key.Value]}): keep one");
                entries.Add(new ConfigEntry(key.Value, place, Node(level + 1)));
            }

            return new ConfigMap(entries, Place(start));
        }

        private ConfigPlace Place(ParsingEvent piece) => new(source, (int)piece.Start.Line, (int)piece.Start.Column);

        private ConfigException Fault(ParsingEvent piece, string text) => new([$"{Place(piece)}: {text}"]);
    }
}
