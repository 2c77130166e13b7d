using System.Text.Json;
using Hami.Core.Protocol;

namespace Hami.Core.Admission.Reviews;

/// <summary>A value within a review and its path, for errors. Null and absent are the same, and so are their members; another type than asked for is refused.</summary>
/// <param name="Element">The value, null when absent.</param>
/// <param name="Path">Such as <c>spec.containers[0].env</c>.</param>
internal readonly record struct Field(JsonElement? Element, string Path)
{
    /// <summary>Whether it is there.</summary>
    public bool Exists => Element is not null;

    /// <summary>Whether it is there; another type than an object is refused.</summary>
    public bool IsObject => Element is { } element && (element.ValueKind == JsonValueKind.Object ? true : throw Malformed("an object"));

    /// <summary>A member.</summary>
    public Field this[string member] => new(
        IsObject && Element!.Value.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null,
        Path.Length == 0 ? member : $"{Path}.{member}");

    /// <summary>The whole of a document or object.</summary>
    public static Field Root(JsonElement? element) => new(element is { ValueKind: not JsonValueKind.Null } ? element : null, "");

    /// <summary>A text, empty when absent.</summary>
    public string Text() =>
        Element is not { } element ? "" : element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Malformed("a text");

    /// <summary>A text that must be there.</summary>
    public string RequiredText() => Text() is { Length: > 0 } text ? text : throw new MalformedException($"{Path}: expected a text, found nothing");

    /// <summary>A boolean, false when absent.</summary>
    public bool Flag() => Element is { } element && element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Malformed("true or false"),
    };

    /// <summary>The elements of an array, none when absent.</summary>
    public IReadOnlyList<Field> Elements()
    {
        if (Element is not { } element) return [];
        if (element.ValueKind != JsonValueKind.Array) throw Malformed("an array");
        var elements = new List<Field>(element.GetArrayLength());
        foreach (var value in element.EnumerateArray()) elements.Add(new Field(value.ValueKind == JsonValueKind.Null ? null : value, $"{Path}[{elements.Count}]"));
        return elements;
    }

    /// <summary>An object whose values are texts, numbers (as written) or null (empty), nothing when absent.</summary>
    public IReadOnlyDictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>();
        if (!IsObject) return texts;
        foreach (var member in Element!.Value.EnumerateObject())
        {
            texts[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString()!,
                JsonValueKind.Number => member.Value.GetRawText(),
                JsonValueKind.Null => "",
                _ => throw new Field(member.Value, $"{Path}.{member.Name}").Malformed("a text"),
            };
        }

        return texts;
    }

    private MalformedException Malformed(string expected) => new($"{Path}: expected {expected}, found {Element?.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    }}");
}
