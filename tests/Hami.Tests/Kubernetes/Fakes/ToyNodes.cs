using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>The nodes of an API server, as far as a lock in an annotation needs them, and the pods that exist.</summary>
public sealed class ToyNodes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Version, SortedDictionary<string, string> Annotations)> _nodes = [];
    private long _revision = 100;

    public HashSet<string> Pods { get; } = [];

    /// <summary>Told of each change, as a watch without delay would be.</summary>
    public Action<string, string, string?> Changed { get; set; } = (_, _, _) => { };

    /// <summary>Looked at before each request; what it returns as true it has answered.</summary>
    public Func<HttpContext, Task<bool>> Intercept { get; set; } = _ => Task.FromResult(false);

    public List<string> Requests { get; } = [];

    public void Add(string node)
    {
        lock (_gate) _nodes[node] = (++_revision, []);
    }

    public void Remove(string node)
    {
        lock (_gate) _nodes.Remove(node);
    }

    public string? Get(string node, string key)
    {
        lock (_gate) return _nodes[node].Annotations.GetValueOrDefault(key);
    }

    /// <summary>Another program writes.</summary>
    public void Set(string node, string key, string? value)
    {
        lock (_gate) Apply(node, key, value);
        Changed(node, key, value);
    }

    /// <summary>A heartbeat: the version moves, nothing else.</summary>
    public void Touch(string node)
    {
        lock (_gate) _nodes[node] = (++_revision, _nodes[node].Annotations);
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        lock (_gate) Requests.Add($"{context.Request.Method} {path}");
        if (await Intercept(context)) return;
        var parts = path.Split('/');
        if (parts[3] == "namespaces") await AnswerPodAsync(context, $"{parts[4]}/{parts[6]}");
        else if (context.Request.Method == "PATCH") await PatchAsync(context, parts[4]);
        else await GetAsync(context, parts[4]);
    }

    public int Count(string method)
    {
        lock (_gate) return Requests.Count(r => r.StartsWith(method, StringComparison.Ordinal));
    }

    private async Task AnswerPodAsync(HttpContext context, string pod)
    {
        bool exists;
        lock (_gate) exists = Pods.Contains(pod);
        if (exists) await context.Response.WriteAsync("""{"metadata":{"name":"x"}}""");
        else await ToyPods.RefuseAsync(context, 404, "NotFound", $"pods {pod} not found");
    }

    private async Task GetAsync(HttpContext context, string node)
    {
        JsonObject? body = null;
        lock (_gate)
        {
            if (_nodes.TryGetValue(node, out var known)) body = Json(node, known);
        }

        if (body is null) await ToyPods.RefuseAsync(context, 404, "NotFound", $"nodes {node} not found");
        else await context.Response.WriteAsync(body.ToJsonString());
    }

    private async Task PatchAsync(HttpContext context, string node)
    {
        var patch = (await JsonNode.ParseAsync(context.Request.Body))!["metadata"]!;
        var changes = new List<(string Key, string? Value)>();
        var conflict = false;
        lock (_gate)
        {
            if (!_nodes.TryGetValue(node, out var known) || patch["resourceVersion"]?.ToString() is { } version && version != known.Version.ToString())
            {
                conflict = true;
            }
            else
            {
                foreach (var (key, value) in patch["annotations"]!.AsObject())
                {
                    Apply(node, key, value?.ToString());
                    changes.Add((key, value?.ToString()));
                }
            }
        }

        foreach (var (key, value) in changes) Changed(node, key, value);
        if (conflict) await ToyPods.RefuseAsync(context, 409, "Conflict", "the object has been modified");
        else await context.Response.WriteAsync("{}");
    }

    private void Apply(string node, string key, string? value)
    {
        var annotations = _nodes[node].Annotations;
        if (value is null) annotations.Remove(key);
        else annotations[key] = value;
        _nodes[node] = (++_revision, annotations);
    }

    private static JsonObject Json(string node, (long Version, SortedDictionary<string, string> Annotations) known)
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in known.Annotations) annotations[key] = JsonValue.Create(value);
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = node,
                ["annotations"] = annotations,
                ["resourceVersion"] = known.Version.ToString(),
            },
            ["status"] = JsonSerializer.SerializeToNode(new { images = new[] { "many" } }),
        };
    }
}
