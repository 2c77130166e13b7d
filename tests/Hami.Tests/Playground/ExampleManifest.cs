using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hami.Tests.Playground;

/// <summary>A manifest of <c>examples/</c>: its objects as the API server takes them.</summary>
internal sealed record ExampleManifest(IReadOnlyList<string> Comment, IReadOnlyList<JsonObject> Objects)
{
    public static ExampleManifest Load(string file)
    {
        var text = File.ReadAllText(RepositoryFiles.Of(file));
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new ExampleManifest(
            [.. text.Split('\n').TakeWhile(line => line.StartsWith('#'))],
            [.. stream.Documents.Select(document => (JsonObject)Json(document.RootNode)!)]);
    }

    /// <summary>The pods that these objects make, as they come to admission.</summary>
    public IEnumerable<JsonObject> Pods() => Objects.SelectMany(static item => (string)item["kind"]! switch
    {
        "Pod" => [item],
        "Job" => FromTemplate(item, (int)item["spec"]!["parallelism"]!),
        "Deployment" => FromTemplate(item, (int)item["spec"]!["replicas"]!),
        _ => [],
    }).Select(Defaulted);

    private static IEnumerable<JsonObject> FromTemplate(JsonObject owner, int copies) => Enumerable.Range(0, copies).Select(i =>
    {
        var pod = owner["spec"]!["template"]!.DeepClone().AsObject();
        pod["metadata"]!["name"] = $"{owner["metadata"]!["name"]}-{i}";
        return pod;
    });

    private static JsonObject Defaulted(JsonObject pod)
    {
        pod = pod.DeepClone().AsObject();
        var metadata = pod["metadata"]!.AsObject();
        metadata["namespace"] ??= "default";
        metadata["uid"] = $"{metadata["namespace"]}/{metadata["name"]}";
        pod["spec"]!["schedulerName"] ??= "default-scheduler";
        return pod;
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" } => true,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" } => false,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } value } when int.TryParse(value, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException($"unexpected {node.NodeType}"),
    };
}
