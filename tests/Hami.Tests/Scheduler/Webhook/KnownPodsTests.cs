using System.Text.Json;
using Hami.Core.Admission;
using Hami.Core.Admission.Reviews;
using Hami.Core.Requests;
using Hami.Kubernetes.Api;
using Hami.Scheduler.Webhook;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hami.Tests.Scheduler.Webhook;

/// <summary>What the guard knows of a pod that a request names without showing it.</summary>
public sealed class KnownPodsTests
{
    private readonly Dictionary<string, Pod> watch = [];
    private readonly KnownPods known;
    private Func<Pod?> quorum = () => throw new InvalidOperationException("the quorum is not to be asked");
    private int reads;

    public KnownPodsTests() => known = new KnownPods(
        (ns, name) => watch.GetValueOrDefault($"{ns}/{name}"),
        (_, _, _) =>
        {
            reads++;
            return Task.FromResult(quorum());
        },
        Cluster.Vendors,
        NullLogger<KnownPods>.Instance);

    [Fact]
    public async Task What_the_watch_shows_is_enough()
    {
        Watch(Cluster.Pod("p", uid: "1"));
        await EnsureAsync("1");
        Assert.Equal(new PodDevices("1", AsksForDevices: true), known.Find("default", "p"));

        Watch(Plain("2"));
        await EnsureAsync(uid: null); // a Binding need not name a UID
        Assert.Equal(new PodDevices("2", AsksForDevices: false), known.Find("default", "p"));
    }

    [Fact]
    public async Task A_pod_that_carries_a_decision_counts_as_one_with_devices()
    {
        Watch(Plain("1") with { Annotations = new Dictionary<string, string> { ["hami.io/vgpu-node"] = "n1" } });
        await EnsureAsync("1");
        Assert.True(known.Find("default", "p")!.AsksForDevices);
    }

    [Fact]
    public async Task Where_the_watch_is_behind_the_quorum_is_read()
    {
        quorum = () => Cluster.Pod("p", uid: "1");
        await EnsureAsync("1");
        Assert.Equal(new PodDevices("1", AsksForDevices: true), known.Find("default", "p"));
    }

    [Fact]
    public async Task And_where_it_shows_a_predecessor_of_the_name()
    {
        Watch(Plain("1"));
        quorum = () => Cluster.Pod("p", uid: "2");
        await EnsureAsync("2");
        Assert.Equal(new PodDevices("2", AsksForDevices: true), known.Find("default", "p"));
    }

    [Fact]
    public async Task What_was_read_gives_way_to_the_watch_when_it_has_caught_up()
    {
        quorum = () => Plain("1");
        await EnsureAsync("1");
        Watch(Plain("1") with { Annotations = new Dictionary<string, string> { ["hami.io/vgpu-node"] = "n1" } });
        Assert.True(known.Find("default", "p")!.AsksForDevices);
    }

    [Fact]
    public async Task What_was_read_of_a_pod_does_not_stand_for_its_successor()
    {
        Watch(Plain("1"));
        quorum = () => Plain("2");
        await EnsureAsync("2");
        Watch(Cluster.Pod("p", uid: "3"));

        await EnsureAsync("3");

        Assert.Equal(new PodDevices("3", AsksForDevices: true), known.Find("default", "p"));
    }

    [Fact]
    public async Task A_failed_read_leaves_the_pod_unknown_whatever_was_read_before()
    {
        quorum = () => Plain("1");
        await EnsureAsync("1");
        quorum = () => throw new ApiException(ApiErrorKind.Unreachable, "connection refused");

        await EnsureAsync("2");

        Assert.Null(known.Find("default", "p"));
        Assert.False(Bind("2", "someone").IsAllowed);
        Assert.Contains("not known here", Bind("2", "someone").Message);
    }

    [Fact]
    public async Task So_does_a_name_that_nobody_bears()
    {
        quorum = () => Plain("1");
        await EnsureAsync("1");
        quorum = () => null;

        await EnsureAsync("2");

        Assert.Null(known.Find("default", "p"));
    }

    [Fact]
    public async Task Only_requests_that_name_a_pod_without_showing_it_are_looked_up()
    {
        foreach (var target in (string[])["pods", "pods/status"])
        {
            var parts = target.Split('/');
            await known.EnsureAsync(
                Request("1", "someone") with { Resource = parts[0], SubResource = parts.Length > 1 ? parts[1] : "" }, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, reads);
        quorum = () => null;
        await known.EnsureAsync(Request("1", "someone") with { SubResource = "ephemeralcontainers" }, TestContext.Current.CancellationToken);
        await known.EnsureAsync(Request("1", "someone") with { Resource = "bindings", SubResource = "" }, TestContext.Current.CancellationToken);
        Assert.Equal(2, reads);
    }

    private static Pod Plain(string uid) => Cluster.Pod("p", uid: uid) with { Containers = [new Container { Name = "main" }] };

    private static AdmissionRequest Request(string? uid, string user) => new()
    {
        Uid = "review",
        Kind = "Binding",
        Resource = "pods",
        SubResource = "binding",
        Operation = "CREATE",
        Namespace = "default",
        Name = "p",
        Requester = new Requester(user, []),
        NewObject = JsonElement.Parse(uid is null
            ? """{"metadata":{"name":"p"},"target":{"name":"n1"}}"""
            : $$$"""{"metadata":{"name":"p","uid":"{{{uid}}}"},"target":{"name":"n1"}}"""),
    };

    private void Watch(Pod pod) => watch[pod.FullName] = pod;

    private Task EnsureAsync(string? uid) => known.EnsureAsync(Request(uid, "someone"), TestContext.Current.CancellationToken);

    private AdmissionAnswer Bind(string uid, string user) => new GuardReview(Cluster.Vendors, new AdmissionSettings(), known.Find).Review(Request(uid, user));
}
