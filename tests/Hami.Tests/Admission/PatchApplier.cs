using System.Text.Json.Nodes;

namespace Hami.Tests.Admission;

/// <summary>RFC 6902, written for the tests alone: strict, so that an operation whose parent is missing fails.</summary>
internal static class PatchApplier
{
    public static JsonNode Apply(JsonNode document, JsonArray patch)
    {
        var result = document.DeepClone();
        foreach (var operation in patch) Apply(result, operation!.AsObject());
        return result;
    }

    private static void Apply(JsonNode document, JsonObject operation)
    {
        var op = (string)operation["op"]!;
        var path = (string)operation["path"]!;
        var tokens = path.Split('/').Skip(1).Select(token => token.Replace("~1", "/").Replace("~0", "~")).ToArray();
        var parent = tokens[..^1].Aggregate(document, (node, token) => node switch
        {
            JsonObject members when members[token] is { } member => member,
            JsonArray elements => elements[int.Parse(token)]!,
            _ => throw new InvalidOperationException($"{op} {path}: nothing at {token}"),
        });
        var last = tokens[^1];
        switch (parent)
        {
            case JsonObject members when op == "add":
                members[last] = operation["value"]!.DeepClone();
                break;
            case JsonObject members when op == "replace" && members.ContainsKey(last):
                members[last] = operation["value"]!.DeepClone();
                break;
            case JsonArray elements when op == "add":
                elements.Insert(last == "-" ? elements.Count : int.Parse(last), operation["value"]!.DeepClone());
                break;
            case JsonArray elements when op == "remove":
                elements.RemoveAt(int.Parse(last));
                break;
            default:
                throw new InvalidOperationException($"{op} {path}: can't be applied");
        }
    }
}
