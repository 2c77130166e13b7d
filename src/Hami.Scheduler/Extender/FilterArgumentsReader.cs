using System.Text;
using System.Text.Json;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;

namespace Hami.Scheduler.Extender;

/// <summary>Reads <c>ExtenderArgs</c>: member names in either case, node names without making strings of them.</summary>
/// <param name="state">Finds nodes by name.</param>
/// <param name="fields">What is kept of pods and nodes.</param>
internal sealed class FilterArgumentsReader(ClusterState state, FieldSelection fields)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It isn't JSON, or ends early.</exception>
    /// <exception cref="MalformedException">A member isn't what it should be.</exception>
    public FilterArguments Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) throw new MalformedException("EOF: the request has no body; POST an ExtenderArgs object");
        var reader = new Utf8JsonReader(body, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new MalformedException("the body is not an ExtenderArgs object");
        Pod? pod = null;
        Candidates? names = null;
        List<FilterArguments.OfferedNode>? nodes = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            reader.Read();
            switch (reader.TokenType == JsonTokenType.Null ? Member.Other : member)
            {
                case Member.Pod:
                    pod = PodReader.Read(ref reader, fields);
                    break;
                case Member.NodeNames:
                    names = ReadNames(ref reader);
                    break;
                case Member.Nodes:
                    nodes = ReadNodes(ref reader, body);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject) throw new MalformedException("unexpected EOF: the request body stops half-way");
        return new FilterArguments { Pod = pod, Names = names, Nodes = nodes };
    }

    private static Member MemberOf(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        return Ascii.EqualsIgnoreCase(name, "Pod"u8) ? Member.Pod
            : Ascii.EqualsIgnoreCase(name, "NodeNames"u8) ? Member.NodeNames
            : Ascii.EqualsIgnoreCase(name, "Nodes"u8) ? Member.Nodes
            : Member.Other;
    }

    private Candidates ReadNames(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new MalformedException("NodeNames is not an array of names");
        var names = state.NewCandidates();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueIsEscaped) names.Add(Unescaped(ref reader, names.Count));
            else names.Add(reader.ValueSpan);
        }

        if (reader.TokenType != JsonTokenType.EndArray) throw new MalformedException("NodeNames holds something else than names");
        return names;
    }

    private static string Unescaped(ref Utf8JsonReader reader, int index)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new MalformedException($"NodeNames[{index}]: holds what is no character: {error.Message}", error);
        }
    }

    private List<FilterArguments.OfferedNode> ReadNodes(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new MalformedException("Nodes is not a NodeList object");
        var nodes = new List<FilterArguments.OfferedNode>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = Ascii.EqualsIgnoreCase(reader.ValueSpan, "items"u8);
            reader.Read();
            if (!isItems || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray) throw new MalformedException("Nodes.items is not an array");
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                var node = NodeReader.Read(ref reader, fields);
                nodes.Add(new FilterArguments.OfferedNode(node, body[start..(int)reader.BytesConsumed].ToArray()));
            }

            if (reader.TokenType != JsonTokenType.EndArray) throw new MalformedException("Nodes.items holds something else than nodes");
        }

        return nodes;
    }

    private enum Member
    {
        Other,
        Pod,
        NodeNames,
        Nodes,
    }
}
