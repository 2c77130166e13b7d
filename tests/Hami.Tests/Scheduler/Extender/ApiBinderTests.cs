using System.Text.Json.Nodes;
using Hami.Core.Placement.State;
using Hami.Kubernetes.Api;
using Hami.Scheduler;
using Hami.Scheduler.Extender;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hami.Tests.Scheduler.Extender;

/// <summary>What binding asks of the API server, and what its answers mean.</summary>
public sealed class ApiBinderTests
{
    private static readonly BindRequest Request = new("default", "p", "uid-p", "n1");
    private readonly List<(string Call, string Body)> calls = [];

    [Fact]
    public async Task The_Binding_carries_identity_node_and_annotations_in_one_write()
    {
        await using var server = await StartAsync(201, "{}");

        var (outcome, reason) = await BindAsync(server);

        Assert.Equal((BindOutcome.Accepted, ""), (outcome, reason));
        var (call, body) = Assert.Single(calls);
        Assert.StartsWith("POST /api/v1/namespaces/default/pods/p/binding", call);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"apiVersion":"v1","kind":"Binding","metadata":{"name":"p","namespace":"default","uid":"uid-p","annotations":{"hami.io/bind-phase":"success"}},
                "target":{"apiVersion":"v1","kind":"Node","name":"n1"}}
                """),
            JsonNode.Parse(body)));
    }

    [Theory]
    [InlineData(404, "NotFound", BindOutcome.Refused)] // the pod is gone
    [InlineData(403, "Forbidden", BindOutcome.Refused)]
    [InlineData(422, "Invalid", BindOutcome.Refused)]
    [InlineData(409, "Conflict", BindOutcome.Unknown)] // bound already, perhaps by an earlier Binding whose answer was lost
    [InlineData(500, "InternalError", BindOutcome.Unknown)] // etcd may have taken it all the same
    [InlineData(504, "Timeout", BindOutcome.Unknown)]
    public async Task An_error_is_certain_or_not(int code, string word, BindOutcome expected)
    {
        await using var server = await StartAsync(code, ToyPods.Status(code, word, "because"));

        var (outcome, reason) = await BindAsync(server);

        Assert.Equal(expected, outcome);
        Assert.Contains("because", reason);
    }

    [Fact]
    public async Task An_answer_that_never_comes_means_unknown()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(BindOutcome.Unknown, (await BindAsync(server)).Outcome);
    }

    [Fact]
    public async Task A_pod_is_read_from_the_quorum()
    {
        await using var server = await StartAsync(200, Cluster.Pod("p", uid: "uid-now").Json());

        var pod = await Binder(server).ReadAsync("default", "p", TestContext.Current.CancellationToken);

        Assert.Equal("uid-now", pod!.Uid);
        Assert.Equal("GET /api/v1/namespaces/default/pods/p", Assert.Single(calls).Call); // a resourceVersion would allow an old answer
    }

    [Fact]
    public async Task No_pod_of_the_name_is_an_answer_a_failed_read_is_not()
    {
        await using var missing = await StartAsync(404, ToyPods.Status(404, "NotFound", "no p"));
        Assert.Null(await Binder(missing).ReadAsync("default", "p", TestContext.Current.CancellationToken));

        await using var failing = await StartAsync(500, ToyPods.Status(500, "InternalError", "no"));
        await Assert.ThrowsAsync<ApiException>(() => Binder(failing).ReadAsync("default", "p", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_label_is_patched_on_that_very_pod()
    {
        await using var server = await StartAsync(200, "{}");

        Binder(server).LabelSoon(Request);

        await Eventually.Is(() => calls.Count == 1);
        Assert.Equal("PATCH /api/v1/namespaces/default/pods/p", calls[0].Call);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"metadata":{"uid":"uid-p","labels":{"hami.io/vgpu-node":"n1"}}}"""), JsonNode.Parse(calls[0].Body)));
    }

    /// <summary>In the original every filter for such a node fails (control-plane.md C16).</summary>
    [Fact]
    public async Task A_node_name_that_no_label_can_hold_is_not_labelled()
    {
        await using var server = await StartAsync(200, "{}");
        var binder = Binder(server);

        binder.LabelSoon(Request with { Node = new string('n', 64) });
        binder.LabelSoon(Request with { Node = new string('n', 63) });

        await Eventually.Is(() => calls.Count > 0);
        Assert.Contains($"\"{new string('n', 63)}\"", Assert.Single(calls).Body);
    }

    private static ApiBinder Binder(LoopbackServer server) =>
        new(server.Client(), Cluster.Fields, new MonotonicClock(TimeProvider.System), TimeProvider.System, NullLogger<ApiBinder>.Instance);

    private static Task<(BindOutcome Outcome, string Reason)> BindAsync(LoopbackServer server) => Binder(server).BindAsync(
        Request,
        new Dictionary<string, string> { ["hami.io/bind-phase"] = "success" },
        new MonotonicClock(TimeProvider.System).Now + TimeSpan.FromSeconds(30),
        CancellationToken.None);

    private Task<LoopbackServer> StartAsync(int code, string answer) => LoopbackServer.StartAsync(async context =>
    {
        using var body = new StreamReader(context.Request.Body);
        var text = await body.ReadToEndAsync();
        lock (calls) calls.Add(($"{context.Request.Method} {context.Request.Path}{(context.Request.Method == "GET" ? context.Request.QueryString : "")}", text));
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    });
}
