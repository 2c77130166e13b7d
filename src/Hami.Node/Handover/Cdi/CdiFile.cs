using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hami.Core.Protocol;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hami.Nodes.Handover.Cdi;

/// <summary>Reads a specification that another program wrote, JSON or YAML: <c>nvidia-ctk cdi generate</c> writes YAML unless told otherwise.</summary>
internal static class CdiFile
{
    /// <summary>Reads one specification.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="text">Its content. Every JSON text is YAML too.</param>
    /// <exception cref="MalformedException">Not YAML, or not a specification as far as this version knows them.</exception>
    public static CdiSpecification Read(string name, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }]) throw new MalformedException($"{name}: expected one CDI specification");
            return Convert(root).Deserialize(CdiJson.Default.CdiSpecification) ?? throw new MalformedException($"{name}: expected one CDI specification");
        }
        catch (Exception exception) when (exception is YamlException or JsonException)
        {
            throw new MalformedException($"{name}: {exception.Message}", exception);
        }
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(static pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode scalar => Convert(scalar),
        _ => throw new JsonException($"line {node.Start.Line}: an alias is not expected here"),
    };

    private static JsonValue? Convert(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            // Modes may be written as people write them.
            ['0', 'o', .. var octal] when octal.All(char.IsAsciiDigit) => JsonValue.Create(System.Convert.ToInt64(octal, 8)),
            ['0', .. var octal] when octal.Length > 0 && octal.All(char.IsAsciiDigit) => JsonValue.Create(System.Convert.ToInt64(octal, 8)),
            _ => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text),
        };
    }
}
