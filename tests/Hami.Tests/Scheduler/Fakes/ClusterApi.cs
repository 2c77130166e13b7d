using System.Globalization;
using System.Text.Json.Nodes;
using Hami.Core.Devices;
using Hami.Core.Requests;
using Hami.Kubernetes.Api;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.AspNetCore.Http;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>An API server with nodes and pods: lists, watches, reads, Bindings, patches and events; it remembers every call.</summary>
internal sealed class ClusterApi : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<string, JsonObject>> objects = new() { ["nodes"] = [], ["pods"] = [], ["resourcequotas"] = [], ["leases"] = [] };
    private readonly List<(int Version, string Resource, string Line)> history = [];
    private readonly List<string> calls = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopbackServer server = null!;
    private int version = 1;

    /// <summary>Whether lists are answered: until then caches stay empty.</summary>
    public bool AnswersLists { get; set; } = true;

    /// <summary>What becomes of a Binding, after it has been carried out; false drops the connection.</summary>
    public Func<bool> AnswersBindings { get; set; } = () => true;

    /// <summary>Whether a Binding is carried out.</summary>
    public Func<bool> TakesBindings { get; set; } = () => true;

    public string KubeConfig =>
        $$$"""
        {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
        "clusters":[{"name":"c","cluster":{"server":"{{{server.Address}}}"}}],"users":[{"name":"u","user":{}}]}
        """;

    /// <summary>Calls that change something, without events about decisions.</summary>
    public IReadOnlyList<string> Writes => [.. Calls.Where(call => !call.StartsWith("GET", StringComparison.Ordinal) && !call.Contains("/events", StringComparison.Ordinal))];

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (gate) return [.. calls];
        }
    }

    public static async Task<ClusterApi> StartAsync()
    {
        var api = new ClusterApi();
        api.server = await LoopbackServer.StartAsync(api.AnswerAsync);
        return api;
    }

    public void Put(Node node) => Put("nodes", node.Name, JsonNode.Parse(node.Json())!.AsObject());

    public void Put(Pod pod) => Put("pods", $"{pod.Namespace}/{pod.Name}", JsonNode.Parse(pod.Json())!.AsObject());

    /// <summary>The lease of kube-scheduler has a new holder.</summary>
    public void PutLease(string holder, int transitions) => Put("leases", "lease", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "hami-scheduler", ["namespace"] = "hami-system", ["uid"] = "uid-lease" },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = holder,
            ["leaseDurationSeconds"] = 600,
            ["leaseTransitions"] = transitions,
            ["renewTime"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        },
    });

    public void Delete(Pod pod)
    {
        lock (gate)
        {
            if (objects["pods"].Remove(pod.FullName, out var gone)) Tell("DELETED", "pods", gone);
        }
    }

    public string? Annotation(Node node, string key)
    {
        lock (gate) return (string?)objects["nodes"][node.Name]["metadata"]!["annotations"]![key];
    }

    public ApiClient Client() => server.Client();

    public JsonObject? PodNamed(string name)
    {
        lock (gate) return objects["pods"].GetValueOrDefault($"default/{name}")?.DeepClone().AsObject();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private void Put(string resource, string key, JsonObject item)
    {
        lock (gate)
        {
            var known = objects[resource].ContainsKey(key);
            objects[resource][key] = item;
            Tell(known ? "MODIFIED" : "ADDED", resource, item);
        }
    }

    private void Tell(string type, string resource, JsonObject item)
    {
        item["metadata"]!["resourceVersion"] = $"{++version}";
        history.Add((version, resource, $$"""{"type":"{{type}}","object":{{item.ToJsonString()}}}"""));
        var before = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isWatch = context.Request.Query["watch"] == "1";
        lock (gate) calls.Add($"{context.Request.Method} {path}{(isWatch ? " (watch)" : "")}");
        context.Response.ContentType = "application/json";
        if (isWatch) await WatchAsync(context, parts[^1]);
        else if (objects.ContainsKey(parts[^1])) await ListAsync(context, parts[^1]);
        else if (parts[^1] == "binding") await BindAsync(context, $"{parts[3]}/{parts[5]}");
        else if (parts is [_, _, _, _, "pods", _]) await ItemAsync(context, "pods", $"{parts[3]}/{parts[5]}");
        else if (parts is [_, _, "nodes", _]) await ItemAsync(context, "nodes", parts[3]);
        else if (parts is ["version"]) await AnswerAsync(context, 200, """{"major":"1","minor":"31"}""");
        else await AnswerAsync(context, 201, "{}");
    }

    private async Task ListAsync(HttpContext context, string resource)
    {
        if (!AnswersLists)
        {
            await ToyPods.RefuseAsync(context, 503, "ServiceUnavailable", "not yet");
            return;
        }

        string text;
        lock (gate)
            text = $$"""{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', objects[resource].Values.Select(item => item.ToJsonString()))}}]}""";
        await context.Response.WriteAsync(text);
    }

    private async Task WatchAsync(HttpContext context, string resource)
    {
        var at = int.Parse(context.Request.Query["resourceVersion"].ToString(), CultureInfo.InvariantCulture);
        await context.Response.Body.FlushAsync();
        while (!context.RequestAborted.IsCancellationRequested)
        {
            List<string> lines;
            Task more;
            lock (gate)
            {
                var after = at;
                lines = [.. history.Where(entry => entry.Version > after && entry.Resource == resource).Select(entry => entry.Line)];
                at = version;
                more = changed.Task;
            }

            foreach (var line in lines) await context.Response.WriteAsync(line + "\n");
            await more.WaitAsync(context.RequestAborted);
        }
    }

    private async Task BindAsync(HttpContext context, string key)
    {
        var binding = (await JsonNode.ParseAsync(context.Request.Body))!;
        var isOther = false;
        lock (gate)
        {
            var pod = objects["pods"].GetValueOrDefault(key);
            isOther = pod is not null && (string?)pod["metadata"]!["uid"] != (string?)binding["metadata"]!["uid"];
            if (pod is not null && !isOther && TakesBindings())
            {
                pod["spec"]!["nodeName"] = (string)binding["target"]!["name"]!;
                foreach (var (name, value) in binding["metadata"]!["annotations"]!.AsObject()) pod["metadata"]!["annotations"]![name] = value!.DeepClone();
                Tell("MODIFIED", "pods", pod);
            }
        }

        if (isOther) await ToyPods.RefuseAsync(context, 409, "Conflict", "Precondition failed: UID in precondition");
        else if (AnswersBindings()) await AnswerAsync(context, 201, "{}");
        else context.Abort();
    }

    private async Task ItemAsync(HttpContext context, string resource, string key)
    {
        var patch = context.Request.Method == "PATCH" ? (await JsonNode.ParseAsync(context.Request.Body))!["metadata"] : null;
        string? text = null;
        var isStale = false;
        lock (gate)
        {
            if (objects[resource].TryGetValue(key, out var item))
            {
                var metadata = item["metadata"]!;
                isStale = patch?["resourceVersion"] is { } asked && (string?)asked != (string?)metadata["resourceVersion"];
                if (!isStale && patch?["annotations"] is JsonObject annotations)
                {
                    foreach (var (name, value) in annotations)
                    {
                        if (value is null) metadata["annotations"]!.AsObject().Remove(name);
                        else metadata["annotations"]![name] = value.DeepClone();
                    }

                    Tell("MODIFIED", resource, item);
                }

                text = item.ToJsonString();
            }
        }

        if (text is null) await ToyPods.RefuseAsync(context, 404, "NotFound", "no such object");
        else if (isStale) await ToyPods.RefuseAsync(context, 409, "Conflict", "the object has been modified");
        else await AnswerAsync(context, 200, text);
    }

    private static Task AnswerAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(text);
    }
}
