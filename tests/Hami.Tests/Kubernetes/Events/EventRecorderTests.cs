using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Events;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Events;

public sealed class EventRecorderTests : IAsyncLifetime
{
    private static readonly EventSubject Pod = EventSubject.Pod("default", "p1", "uid-1");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 1, 12, 10, 20, 1, TimeSpan.Zero));
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(string Head, JsonObject Body)> _writes = [];
    private Func<HttpContext, Task<bool>> _intercept = _ => Task.FromResult(false);
    private LoopbackServer _server = null!;
    private ApiClient _api = null!;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _server = await LoopbackServer.StartAsync(async context =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            lock (_writes) _writes.Add(($"{context.Request.Method} {context.Request.Path}", body));
            if (await _intercept(context)) return;
            context.Response.StatusCode = context.Request.Method == "POST" ? 201 : 200;
        });
        _api = _server.Client(_time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.Ends(_running);
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Writes_what_kubectl_describe_shows()
    {
        var events = Start();
        events.Record(Pod, EventType.Warning, "FilteringFailed", "no node has a device");
        await Eventually.Is(() => events.Written == 1);

        var (head, body) = Writes[0];
        Assert.Equal("POST /api/v1/namespaces/default/events", head);
        var name = body["metadata"]!["name"]!.ToString();
        Assert.Matches("^p1\\.[0-9a-f]+$", name);
        Assert.Equal(
            $$$"""{"apiVersion":"v1","kind":"Event","metadata":{"name":"{{{name}}}","namespace":"default"},"involvedObject":{"apiVersion":"v1","kind":"Pod","namespace":"default","name":"p1","uid":"uid-1"},"type":"Warning","reason":"FilteringFailed","message":"no node has a device","source":{"component":"hami-scheduler"},"firstTimestamp":"2024-01-12T10:20:01Z","lastTimestamp":"2024-01-12T10:20:01Z","count":1}""",
            body.ToJsonString());
    }

    [Fact]
    public async Task What_is_seen_again_is_counted_up_in_place()
    {
        var events = Start();
        events.Record(Pod, EventType.Normal, "Bound", "to n1");
        await Eventually.Is(() => events.Written == 1);
        _time.Advance(TimeSpan.FromSeconds(9));
        events.Record(Pod, EventType.Normal, "Bound", "to n1");
        await Eventually.Is(() => events.Written == 2);
        events.Record(Pod, EventType.Normal, "Bound", "to n2");
        await Eventually.Is(() => events.Written == 3);

        Assert.Equal($"PATCH /api/v1/namespaces/default/events/{Writes[0].Body["metadata"]!["name"]}", Writes[1].Head);
        Assert.Equal("""{"lastTimestamp":"2024-01-12T10:20:10Z","count":2}""", Writes[1].Body.ToJsonString());
        Assert.StartsWith("POST", Writes[2].Head);
    }

    [Fact]
    public async Task What_waits_together_is_written_together()
    {
        var events = New(new EventRecorderOptions { Component = "s" });
        for (var i = 0; i < 10; i++) events.Record(Pod, EventType.Normal, "Bound", "to n1");
        events.Record(EventSubject.Node("n1"), EventType.Normal, "Locked", "for p1");
        Run(events);
        await Eventually.Is(() => events.Written == 2);

        Assert.Equal(10, Writes[0].Body["count"]!.GetValue<int>());
        Assert.Equal("POST /api/v1/namespaces/default/events", Writes[1].Head);
        Assert.Null(Writes[1].Body["involvedObject"]!["namespace"]);
    }

    [Fact]
    public async Task An_event_that_the_server_has_forgotten_is_made_anew()
    {
        var events = Start();
        events.Record(Pod, EventType.Normal, "Bound", "to n1");
        await Eventually.Is(() => events.Written == 1);
        _intercept = async context =>
        {
            if (context.Request.Method != "PATCH") return false;
            await ToyPods.RefuseAsync(context, 404, "NotFound", "gone");
            return true;
        };
        events.Record(Pod, EventType.Normal, "Bound", "to n1");
        await Eventually.Is(() => events.Written == 2);

        Assert.StartsWith("POST", Writes[2].Head);
        Assert.Equal(1, Writes[2].Body["count"]!.GetValue<int>());
        Assert.NotEqual(Writes[0].Body["metadata"]!["name"]!.ToString(), Writes[2].Body["metadata"]!["name"]!.ToString());
    }

    [Fact]
    public void A_full_queue_drops_and_counts_and_never_waits()
    {
        var events = New(new EventRecorderOptions { Component = "s", QueueLength = 10 });
        for (var i = 0; i < 1000; i++) events.Record(Pod, EventType.Normal, "Bound", $"to n{i}");
        Assert.Equal(990, events.Dropped);
    }

    [Fact]
    public async Task One_object_cannot_fill_the_store()
    {
        var events = Start();
        for (var i = 0; i < 100; i++) events.Record(Pod, EventType.Normal, "Bound", $"to n{i}");
        events.Record(EventSubject.Pod("default", "p2", "uid-2"), EventType.Normal, "Bound", "to n1");
        await Eventually.Is(() => events.Written == 26 && events.Dropped == 75);

        _time.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 10; i++) events.Record(Pod, EventType.Normal, "Bound", $"to m{i}");
        await Eventually.Is(() => events.Written == 27 && events.Dropped == 84);
    }

    [Fact]
    public async Task A_write_that_may_have_gone_through_is_tried_again_without_making_two()
    {
        var tries = 0;
        _intercept = async context =>
        {
            switch (Interlocked.Increment(ref tries))
            {
                case 1:
                    context.Abort();
                    return true;
                default:
                    await ToyPods.RefuseAsync(context, 409, "AlreadyExists", "that is our own");
                    return true;
            }
        };
        var events = Start();
        events.Record(Pod, EventType.Normal, "Bound", "to n1");
        await Eventually.Is(_time, TimeSpan.FromSeconds(1), () => events.Written == 1);

        Assert.Equal(2, Writes.Count);
        Assert.Equal(Writes[0].Body.ToJsonString(), Writes[1].Body.ToJsonString());
    }

    [Fact]
    public async Task A_refused_event_is_dropped_and_the_next_one_written()
    {
        var first = true;
        _intercept = async context =>
        {
            if (!Interlocked.Exchange(ref first, false)) return false;
            await ToyPods.RefuseAsync(context, 403, "Forbidden", "namespace is being terminated");
            return true;
        };
        var events = Start();
        events.Record(Pod, EventType.Normal, "Bound", "to n1");
        events.Record(Pod, EventType.Normal, "Bound", "to n2");
        await Eventually.Is(() => events.Written == 1 && events.Dropped == 1);
    }

    [Fact]
    public void A_message_is_cut_at_1024_bytes_between_characters()
    {
        Assert.Equal("short", EventMessage.Cut("short"));
        Assert.Equal(new string('é', 512), EventMessage.Cut(new string('é', 512)));
        Assert.Equal(new string('é', 512), EventMessage.Cut(new string('é', 513)));
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("😀", 255)), EventMessage.Cut("x" + string.Concat(Enumerable.Repeat("😀", 300))));

        Gen.Select(Gen.String[0, 2000], Gen.Int[0, 3].Select(i => new[] { "a", "é", "€", "😀" }[i])).Sample((text, more) =>
        {
            var message = text + string.Concat(Enumerable.Repeat(more, 400));
            var cut = EventMessage.Cut(message);
            return Encoding.UTF8.GetByteCount(cut) <= 1024 && message.StartsWith(cut, StringComparison.Ordinal);
        });
    }

    private List<(string Head, JsonObject Body)> Writes
    {
        get { lock (_writes) return [.. _writes]; }
    }

    private EventRecorder New(EventRecorderOptions options) => new(_api, options, _time, NullLogger<EventRecorder>.Instance);

    private EventRecorder Start()
    {
        var events = New(new EventRecorderOptions { Component = "hami-scheduler" });
        Run(events);
        return events;
    }

    private void Run(EventRecorder events) => _running = events.RunAsync(_stop.Token);
}
