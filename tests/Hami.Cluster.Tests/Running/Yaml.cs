using System.Collections;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Hami.Cluster.Tests.Running;

/// <summary>Reads the files of the tests: a field that isn't known is an error.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Reader = new DeserializerBuilder()
        .WithNamingConvention(HyphenatedNamingConvention.Instance)
        .WithAttemptingUnquotedStringTypeDeserialization()
        .WithEnforceRequiredMembers()
        .Build();

    public static T Read<T>(string file) => Parse<T>(file, File.ReadAllText(file));

    public static T Parse<T>(string file, string text)
    {
        try
        {
            return Reader.Deserialize<T>(text);
        }
        catch (YamlException wrong)
        {
            throw new InvalidOperationException($"{file}:{wrong.Start.Line}: {wrong.InnerException?.Message ?? wrong.Message}", wrong);
        }
    }

    /// <summary>What was read without a type, as JSON.</summary>
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        string text => text,
        IDictionary map => new JsonObject(map.Keys.Cast<object>().Select(key => KeyValuePair.Create($"{key}", ToJson(map[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToJson)]),
        bool flag => flag,
        byte or short or int or long or ulong => Convert.ToInt64(value),
        _ => Convert.ToDouble(value),
    };
}
