using System.Text.Json.Nodes;
using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>One request to the API server, and what it must answer.</summary>
internal sealed class Request : IStep
{
    public string As { get; init; } = "admin";

    /// <summary>Method and path, apart by a space.</summary>
    public required string Send { get; init; }

    public object? Body { get; init; }

    /// <summary>The status it must answer with; any of 2xx when not given.</summary>
    public int Code { get; init; }

    /// <summary>What its message, warnings included, must say.</summary>
    public List<string> Says { get; init; } = [];

    /// <summary>What the object that it answers must hold (JSON text without spaces).</summary>
    public List<string> Holds { get; init; } = [];

    /// <summary>What it must not hold.</summary>
    public List<string> HoldsNot { get; init; } = [];

    /// <summary>What to remember of the object: by name, the path of a field, apart by dots.</summary>
    public Dictionary<string, string> Remember { get; init; } = [];

    /// <summary>For how many seconds it is sent again until it is answered like that.</summary>
    public int Within { get; init; }

    public Task TakeAsync(ScenarioRun run)
    {
        var (method, path) = (Send.Split(' ')[0], Fill(run, Send.Split(' ')[1]));
        var body = Yaml.ToJson(Body) is { } json ? JsonNode.Parse(Fill(run, json.ToJsonString())) : null;
        return Until.NothingIsMissingAsync(
            async () =>
            {
                var answer = await run.Api.SendAsync(As, method, path, body?.DeepClone());
                run.Say($"{answer.Code} {answer.Message} {string.Join("; ", answer.Warnings)}");
                if (Missing(run, answer) is { } missing) return $"{As}: {Send}: {missing}: answered {answer.Code} {answer.Message} {string.Join("; ", answer.Warnings)}";
                foreach (var (name, field) in Remember) run.Remembered[name] = (string)field.Split('.').Aggregate(answer.Body!, static (node, part) => node[part]!)!;
                return null;
            },
            TimeSpan.FromSeconds(Within));
    }

    public override string ToString() => $"{As}: {Send}";

    private static string Fill(ScenarioRun run, string text) =>
        run.Remembered.Append(new("now", $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}")).Aggregate(text, static (filled, known) => filled.Replace($"$({known.Key})", known.Value));

    private string? Missing(ScenarioRun run, ApiAnswer answer)
    {
        if (Code == 0 ? !answer.IsDone : answer.Code != Code) return $"not {(Code == 0 ? "done" : Code)}";
        var said = $"{answer.Message} {string.Join(' ', answer.Warnings)}";
        if (Says.Find(word => !said.Contains(Fill(run, word), StringComparison.Ordinal)) is { } unsaid) return $"does not say \"{unsaid}\"";
        // Which fields a request once named, whatever has become of them.
        (answer.Body?["metadata"] as JsonObject)?.Remove("managedFields");
        var held = answer.Body?.ToJsonString(Relaxed) ?? "";
        if (Holds.Find(word => !held.Contains(word, StringComparison.Ordinal)) is { } lacking) return $"does not hold {lacking}: {held}";
        return HoldsNot.Find(word => held.Contains(word, StringComparison.Ordinal)) is { } surplus ? $"holds {surplus}: {held}" : null;
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
