using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>
/// The pods of an API server: a store with revisions and a history that can be compacted, lists in pages, watches with
/// bookmarks, and every unkindness that a real one shows.
/// </summary>
public sealed class ToyPods
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Pod> _pods = new(StringComparer.Ordinal);
    private readonly List<(long Revision, string Line)> _history = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision = 100;
    private long _compacted = 100;
    private int _forgotten;
    private long _uids;
    private int _watchesOpened;

    /// <summary>What becomes of a watch line: asked for each line that is sent.</summary>
    public Func<Unkindness> NextUnkindness { get; set; } = () => Unkindness.None;

    /// <summary>Replaces the answer to a request.</summary>
    public Func<HttpContext, Task<bool>> Intercept { get; set; } = _ => Task.FromResult(false);

    /// <summary>More of each pod, to make them large.</summary>
    public string Padding { get; set; } = "";

    public List<string> Requests { get; } = [];

    public long Revision
    {
        get { lock (_gate) return _revision; }
    }

    public SortedDictionary<string, string> Truth
    {
        get { lock (_gate) return new(_pods.ToDictionary(p => p.Key, p => $"{p.Value.Uid}@{p.Value.Revision}")); }
    }

    public IReadOnlyList<string> Names
    {
        get { lock (_gate) return [.. _pods.Keys]; }
    }

    public int WatchesOpened => Volatile.Read(ref _watchesOpened);

    public int WatchCount => RequestsLike("watch=1").Count;

    public int ListCount => RequestsUnlike("watch=1").Count;

    public void Put(string name)
    {
        lock (_gate)
        {
            var known = _pods.TryGetValue(name, out var pod);
            pod = new Pod(name, known ? pod!.Uid : $"u{++_uids}", ++_revision, Padding);
            _pods[name] = pod;
            Tell(known ? "MODIFIED" : "ADDED", pod);
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            if (!_pods.Remove(name, out var pod)) return;
            Tell("DELETED", new Pod(name, pod.Uid, ++_revision, pod.Padding));
        }
    }

    /// <summary>Forgets history: watches and pages from before it get 410.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _compacted = _revision;
            _forgotten += _history.Count;
            _history.Clear();
        }
    }

    /// <summary>Puts a line into every watch that is at the present.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            _history.Add((_revision, line));
            Wake();
        }
    }

    /// <summary>Puts a line that has a revision of its own into every watch.</summary>
    public void Say(Func<long, string> line)
    {
        lock (_gate) Say(line(++_revision));
    }

    /// <summary>Other resources have moved the store on.</summary>
    public void Bookmark() => Say(revision =>
        $$$$"""{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{{revision}}}}","creationTimestamp":null},"spec":{"containers":null},"status":{}}}""");

    public async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.QueryString.Value ?? "";
        lock (Requests) Requests.Add($"{context.Request.Path}{query}");
        if (await Intercept(context)) return;
        if (context.Request.Query["watch"] == "1") await WatchAsync(context);
        else await ListAsync(context);
    }

    public static async Task RefuseAsync(HttpContext context, int code, string reason, string message)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Status(code, reason, message));
    }

    public static string Status(int code, string reason, string message) =>
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""";

    private List<string> RequestsLike(string part)
    {
        lock (Requests) return [.. Requests.Where(r => r.Contains(part))];
    }

    private List<string> RequestsUnlike(string part)
    {
        lock (Requests) return [.. Requests.Where(r => !r.Contains(part))];
    }

    private void Tell(string type, Pod pod)
    {
        _history.Add((pod.Revision, $$"""{"type":"{{type}}","object":{{pod.Json}}}"""));
        Wake();
    }

    private void Wake()
    {
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private async Task ListAsync(HttpContext context)
    {
        var limit = int.TryParse(context.Request.Query["limit"], out var l) ? l : int.MaxValue;
        var after = "";
        long revision;
        List<Pod> page;
        var more = false;
        lock (_gate)
        {
            revision = _revision;
            if (context.Request.Query["continue"].ToString() is { Length: > 0 } token)
            {
                var parts = token.Split('|', 2);
                revision = long.Parse(parts[0]);
                after = parts[1];
            }

            // Pages after a change would need the old state; this toy keeps none, so they have expired.
            if (revision != _revision) page = [];
            else page = [.. _pods.Values.Where(p => string.CompareOrdinal(p.Name, after) > 0)];
            if (revision == _revision && page.Count > limit)
            {
                more = true;
                page = page[..limit];
            }

            if (revision != _revision) revision = -1;
        }

        if (revision < 0)
        {
            await RefuseAsync(context, 410, "Expired", "The provided continue parameter is too old");
            return;
        }

        var text = new StringBuilder();
        var next = more ? $",\"continue\":\"{revision}|{page[^1].Name}\"" : "";
        text.Append($$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{revision}}"{{next}}},"items":[""");
        text.AppendJoin(',', page.Select(p => p.Json));
        text.Append("]}\n");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text.ToString());
    }

    private async Task WatchAsync(HttpContext context)
    {
        var at = long.Parse(context.Request.Query["resourceVersion"]!);
        lock (_gate)
        {
            if (at < _compacted) at = -1;
        }

        if (at < 0)
        {
            // Both happen: as a status at once, and as an event of a watch that began well.
            if (NextUnkindness() == Unkindness.ErrorEvent)
            {
                await context.Response.WriteAsync($$"""{"type":"ERROR","object":{{Status(410, "Expired", "too old resource version")}}}""" + "\n");
                return;
            }

            await RefuseAsync(context, 410, "Gone", "too old resource version");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync();
        Interlocked.Increment(ref _watchesOpened);
        var sent = new List<string>();
        var next = -1;
        while (true)
        {
            List<string> lines;
            Task changed;
            lock (_gate)
            {
                if (next < 0) next = _forgotten + _history.TakeWhile(h => h.Revision <= at).Count();
                if (next < _forgotten || at < _compacted) return;
                lines = [.. _history.Skip(next - _forgotten).Select(h => h.Line)];
                next += lines.Count;
                at = _revision;
                changed = _changed.Task;
            }

            foreach (var line in lines)
            {
                switch (NextUnkindness())
                {
                    case Unkindness.Cut:
                        context.Abort();
                        return;
                    case Unkindness.HalfLine:
                        await context.Response.WriteAsync(line[..(line.Length / 2)]);
                        return;
                    case Unkindness.End:
                        return;
                    case Unkindness.Twice:
                        await context.Response.WriteAsync(line + "\n");
                        break;
                    case Unkindness.EarlierAgain:
                        foreach (var earlier in sent.TakeLast(3)) await context.Response.WriteAsync(earlier + "\n");
                        break;
                    case Unkindness.ErrorEvent:
                        await context.Response.WriteAsync($$"""{"type":"ERROR","object":{{Status(410, "Expired", "too old")}}}""" + "\n");
                        return;
                    default:
                        break;
                }

                await context.Response.WriteAsync(line + "\n");
                sent.Add(line);
            }

            await changed.WaitAsync(context.RequestAborted);
        }
    }

    private sealed record Pod(string Name, string Uid, long Revision, string Padding)
    {
        public string Json { get; } =
            $$$$"""{"metadata":{"name":"{{{{Name}}}}","namespace":"default","uid":"{{{{Uid}}}}","resourceVersion":"{{{{Revision}}}}","annotations":{"padding":"{{{{JsonEncodedText.Encode(Padding)}}}}"}},"spec":{"nodeName":"n1","containers":[{"name":"c","resources":{"limits":{"nvidia.com/gpu":"1"}}}]}}""";
    }
}
