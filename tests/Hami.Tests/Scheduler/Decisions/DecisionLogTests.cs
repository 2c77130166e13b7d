using System.Text.Json.Nodes;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Kubernetes.Events;
using Hami.Scheduler.Decisions;
using Hami.Scheduler.Metrics;
using Hami.Scheduler.Retry;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hami.Tests.Scheduler.Decisions;

/// <summary>What <c>kubectl describe pod</c> shows of decisions (control-plane.md §6.10), written beside the calls.</summary>
public sealed class DecisionLogTests : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<(string Type, string Reason, string Message, string Uid)> written = [];
    private readonly ClusterState state = Cluster.State(Cluster.Node("n1"));
    private readonly OperationMetrics metrics = new();
    private LoopbackServer server = null!;
    private RefusedPods refused = null!;
    private EventRecorder events = null!;
    private Task running = Task.CompletedTask;

    [Fact]
    public async Task A_pod_that_was_placed()
    {
        var log = await StartAsync();
        Filter(log, Cluster.Pod("p"), "n1");
        await WrittenAsync(1);
        Assert.Equal(("Normal", "FilteringSucceed", "find fit node(n1), 0 nodes not fit, 1 nodes fit(n1:0.00)", "uid-p"), written.Single());
    }

    [Fact]
    public async Task A_pod_that_was_refused_hears_of_every_word_the_whole_and_the_devices()
    {
        state.NodeUpserted(Cluster.Node("small", gpus: 2, memory: 1000));
        state.NodeUpserted(Cluster.Node("off", annotations: (AnnotationKeys.DeviceCordon, "GPU-off-0")));
        var log = await StartAsync();
        Filter(log, Cluster.Pod("p", memory: 20_000), "n1", "small", "off", "stranger");
        await WrittenAsync(7);

        Assert.All(written, entry => Assert.Equal(("Warning", "FilteringFailed"), (entry.Type, entry.Reason)));
        Assert.Equal(
            [
                "1 nodes CardCordoned(off)",
                "2 nodes CardInsufficientMemory(n1,small)",
                "1 nodes node unregistered(stranger)",
                "no available node, 4 nodes do not meet",
            ],
            written.Take(4).Select(entry => entry.Message));
        Assert.StartsWith("node n1: container main: GPU-n1-0 CardInsufficientMemory", written[4].Message);
        Assert.StartsWith("node off: container main: GPU-off-0 CardCordoned", written[5].Message);
        Assert.StartsWith("node small: container main: GPU-small-1 CardInsufficientMemory", written[6].Message);
    }

    [Fact]
    public async Task Lists_of_names_are_cut_at_10()
    {
        var names = Enumerable.Range(0, 5000).Select(i => $"n{i:D4}").ToArray();
        var log = await StartAsync();
        Filter(log, Cluster.Pod("p"), names);
        await WrittenAsync(2);
        Assert.Equal("5000 nodes node unregistered(n0000,n0001,n0002,n0003,n0004,n0005,n0006,n0007,n0008,n0009,… 4990 more)", written[0].Message);
    }

    [Fact]
    public async Task Devices_are_cut_at_10_too()
    {
        state.NodeUpserted(Cluster.Node("n1", gpus: 16, memory: 1000));
        var log = await StartAsync();
        Filter(log, Cluster.Pod("p"), "n1");
        await WrittenAsync(3);
        Assert.EndsWith(", and 6 more", written[2].Message);
    }

    [Fact]
    public async Task A_request_that_can_t_be_served_tells_its_fault()
    {
        var log = await StartAsync();
        Filter(log, Cluster.Pod("p") with { Annotations = new Dictionary<string, string> { [AnnotationKeys.ScoringWeights] = "slot=1" } }, "n1");
        await WrittenAsync(1);
        Assert.Equal(("Warning", "FilteringFailed"), (written[0].Type, written[0].Reason));
        Assert.Contains("invalid hami.io/device-scoring-weights annotation", written[0].Message);
    }

    [Fact]
    public async Task A_pod_without_devices_leaves_no_trace()
    {
        var log = await StartAsync();
        Filter(log, Cluster.Pod("plain") with { Containers = [] }, "n1");
        Filter(log, Cluster.Pod("p"), "n1");
        await WrittenAsync(1);
        Assert.Equal("uid-p", written.Single().Uid);
    }

    [Fact]
    public async Task Binding_tells_what_the_pod_got_or_why_not()
    {
        var log = await StartAsync();
        var request = new BindRequest("default", "p", "uid-p", "n1");
        var placement = Filter(log, Cluster.Pod("p"), "n1").Placement!;
        log.Bound(request, placement, TimeSpan.Zero);
        log.BindFailed(request, "node n1: contention", TimeSpan.Zero);
        await WrittenAsync(3);

        Assert.Equivalent(
            new[]
            {
                ("Normal", "BindingSucceed", "Successfully binding node [n1] to default/p: GPU-n1-0,NVIDIA,4000,0:;", "uid-p"),
                ("Warning", "BindingFailed", "node n1: contention", "uid-p"),
            },
            written.Where(entry => entry.Reason.StartsWith("Binding", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Refused_pods_wait_to_be_brought_back_placed_and_failed_ones_do_not()
    {
        var log = await StartAsync();
        var pod = Cluster.Pod("p", memory: 20_000);
        Filter(log, pod, "n1");
        Assert.Equal(1, refused.Count);
        Filter(log, pod with { Containers = Cluster.Pod("p").Containers }, "n1");
        Assert.Equal(0, refused.Count);
    }

    [Fact]
    public async Task No_caller_ever_waits_for_events()
    {
        var log = await StartAsync(answers: false); // an API server that takes no event, ever
        var outcome = Filter(log, Cluster.Pod("p"), "n1");
        for (var i = 0; i < 20_000; i++)
        {
            log.Filtered(Cluster.Pod($"p{i}"), state.Offer("n1"), outcome, TimeSpan.Zero);
            log.BindFailed(new BindRequest("default", $"p{i}", "u", "n1"), "no", TimeSpan.Zero);
        }

        Assert.True(events.Dropped > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        stop.Dispose();
    }

    private async Task<DecisionLog> StartAsync(bool answers = true)
    {
        server = await LoopbackServer.StartAsync(answers ? TakeAsync : context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        events = new EventRecorder(
            server.Client(), new EventRecorderOptions { Component = "hami-scheduler" }, TimeProvider.System, NullLogger<EventRecorder>.Instance);
        refused = new RefusedPods(state, (_, _) => Task.CompletedTask, TimeProvider.System);
        var log = new DecisionLog(state, events, metrics, refused);
        running = Task.WhenAll(events.RunAsync(stop.Token), log.RunAsync(stop.Token));
        return log;
    }

    private FilterOutcome Filter(DecisionLog log, Pod pod, params string[] nodes)
    {
        var offered = state.Offer(nodes);
        var outcome = state.Filter(pod, offered, Fence.Sole, DateTimeOffset.UnixEpoch);
        log.Filtered(pod, offered, outcome, TimeSpan.FromMilliseconds(1));
        return outcome;
    }

    private Task WrittenAsync(int count) => Eventually.Is(() =>
    {
        lock (written) return written.Count >= count;
    });

    private async Task TakeAsync(HttpContext context)
    {
        var json = (await JsonNode.ParseAsync(context.Request.Body))!;
        context.Response.StatusCode = 201;
        await context.Response.WriteAsync("{}");
        lock (written)
            written.Add(((string)json["type"]!, (string)json["reason"]!, (string)json["message"]!, (string)json["involvedObject"]!["uid"]!));
    }
}
