using System.Text.Json;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;

namespace Hami.Scheduler.Extender;

/// <summary>Reads <c>ExtenderBindingArgs</c>: member names in either case.</summary>
internal static class BindArgumentsReader
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It isn't JSON, or ends early.</exception>
    /// <exception cref="MalformedException">A member is missing or isn't text.</exception>
    public static BindRequest Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) throw new MalformedException("EOF: the request has no body; POST an ExtenderBindingArgs object");
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 16 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new MalformedException("the body is not an ExtenderBindingArgs object");
        string? name = null, ns = null, uid = null, node = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Text(ref reader);
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? Text(ref reader) : null;
            if (value is null) reader.Skip();
            else if (member.Equals("PodName", StringComparison.OrdinalIgnoreCase)) name = value;
            else if (member.Equals("PodNamespace", StringComparison.OrdinalIgnoreCase)) ns = value;
            else if (member.Equals("PodUID", StringComparison.OrdinalIgnoreCase)) uid = value;
            else if (member.Equals("Node", StringComparison.OrdinalIgnoreCase)) node = value;
        }

        return new BindRequest(Required(ns, "PodNamespace"), Required(name, "PodName"), Required(uid, "PodUID"), Required(node, "Node"));
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new MalformedException($"a text holds what is no character: {error.Message}", error);
        }
    }

    private static string Required(string? value, string member) =>
        value is { Length: > 0 } ? value : throw new MalformedException($"{member} is missing or not a text: it names the pod or node to bind");
}
