using System.Buffers;
using System.Text.Json;
using Hami.Core.Placement.State;

namespace Hami.Scheduler.Extender;

/// <summary>Writes <c>ExtenderFilterResult</c> in Go's names, nulls included (control-plane.md §5.1, §5.2).</summary>
internal static class FilterAnswer
{
    /// <summary>These nodes will do.</summary>
    public static void WriteNames(IBufferWriter<byte> output, IEnumerable<string> names) => Write(output, names: names);

    /// <summary>No node will do.</summary>
    public static void WriteRefusals(IBufferWriter<byte> output, IReadOnlyList<NodeRefusal> refusals) => Write(output, refusals: refusals);

    /// <summary>The call can't be served.</summary>
    public static void WriteError(IBufferWriter<byte> output, string error) => Write(output, error: error);

    /// <summary>A dry run's answer: the nodes as they were sent.</summary>
    public static void WriteNodes(IBufferWriter<byte> output, IEnumerable<ReadOnlyMemory<byte>> nodes, IReadOnlyList<NodeRefusal> refusals) =>
        Write(output, nodes: nodes, refusals: refusals);

    private static void Write(
        IBufferWriter<byte> output,
        IEnumerable<string>? names = null,
        IEnumerable<ReadOnlyMemory<byte>>? nodes = null,
        IReadOnlyList<NodeRefusal>? refusals = null,
        string error = "")
    {
        using var json = new Utf8JsonWriter(output, GoJson.Options);
        json.WriteStartObject();
        json.WritePropertyName("Nodes"u8);
        WriteNodeList(json, nodes);
        json.WritePropertyName("NodeNames"u8);
        WriteNames(json, names);
        json.WritePropertyName("FailedNodes"u8);
        WriteRefusals(json, refusals);
        json.WriteNull("FailedAndUnresolvableNodes"u8);
        json.WriteString("Error"u8, error);
        json.WriteEndObject();
    }

    private static void WriteNodeList(Utf8JsonWriter json, IEnumerable<ReadOnlyMemory<byte>>? nodes)
    {
        if (nodes is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteStartArray("items"u8);
        foreach (var node in nodes) json.WriteRawValue(node.Span, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, IEnumerable<string>? names)
    {
        if (names is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteRefusals(Utf8JsonWriter json, IReadOnlyList<NodeRefusal>? refusals)
    {
        if (refusals is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach (var refusal in refusals) json.WriteString(refusal.Node, refusal.Reason);
        json.WriteEndObject();
    }
}
