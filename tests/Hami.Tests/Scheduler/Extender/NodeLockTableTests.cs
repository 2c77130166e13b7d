using Hami.Core.Devices;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Kubernetes.NodeLocks;
using Hami.Scheduler.Extender;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using NodeLock = Hami.Kubernetes.NodeLocks.NodeLock;

namespace Hami.Tests.Scheduler.Extender;

/// <summary>The node locks between binding, the watch and the nodes' annotations (control-plane.md §7.2).</summary>
public sealed class NodeLockTableTests : IAsyncLifetime
{
    private static readonly BindRequest Request = new("default", "p", "uid-p", "n1");
    private readonly Node node = Cluster.Node("n1", handover: null);
    private ClusterApi api = null!;
    private NodeLockTable table = null!;
    private (string? Node, bool IsReserved)? stand = (null, true);

    public async ValueTask InitializeAsync()
    {
        api = await ClusterApi.StartAsync();
        api.Put(node);
        var nodeLock = new NodeLock(
            api.Client(), new NodeLockKind(AnnotationKeys.NodeLock, TimeSpan.FromMinutes(5), NamesOwner: true), (_, _) => true, TimeProvider.System, NullLogger<NodeLock>.Instance);
        table = new NodeLockTable(
            new Dictionary<string, NodeLock> { [AnnotationKeys.NodeLock] = nodeLock }, (_, _) => stand, TimeProvider.System, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_lock_is_taken_in_the_pods_name_and_given_back()
    {
        Assert.Equal("", await table.AcquireAsync(AnnotationKeys.NodeLock, Request, CancellationToken.None));
        Assert.EndsWith(",default,p", Lock());

        await table.ReleaseAsync(AnnotationKeys.NodeLock, Request);
        Assert.Null(Lock());
    }

    [Fact]
    public async Task Another_pods_lock_is_waited_for_until_the_call_is_given_up()
    {
        Held("other");
        using var call = new CancellationTokenSource();
        var waiting = table.AcquireAsync(AnnotationKeys.NodeLock, Request, call.Token);
        await call.CancelAsync();
        Assert.Equal("node n1: hami.io/mutex.lock: gave up waiting for the lock", await Eventually.Ends(waiting));

        await table.ReleaseAsync(AnnotationKeys.NodeLock, Request);
        Assert.EndsWith(",default,other", Lock());
    }

    [Fact]
    public async Task The_watch_wakes_whoever_waits()
    {
        Held("other");
        var waiting = table.AcquireAsync(AnnotationKeys.NodeLock, Request, CancellationToken.None);
        api.Put(node);
        table.NodeChanged(node);

        Assert.Equal("", await Eventually.Ends(waiting));
        Assert.EndsWith(",default,p", Lock());
    }

    [Fact]
    public async Task A_lock_that_a_pod_left_on_a_node_to_which_it_was_not_bound_is_given_back()
    {
        Held("p");
        stand = ("n2", false);
        table.PodBound(Cluster.Pod("p").BoundTo("n2"));
        await Eventually.Is(() => Lock() is null);
    }

    [Fact]
    public async Task Whichever_is_seen_first_the_pod_or_the_lock()
    {
        stand = ("n2", false);
        table.PodBound(Cluster.Pod("p").BoundTo("n2"));
        Held("p");
        await Eventually.Is(() => Lock() is null);
    }

    [Theory]
    [InlineData("n1", false, true)] // bound here: its node's agent gives it back
    [InlineData(null, true, true)] // being bound
    [InlineData(null, false, false)] // left over
    public async Task A_new_term_gives_back_what_is_left_over_and_nothing_else(string? boundTo, bool isReserved, bool kept)
    {
        Held("p");
        stand = (boundTo, isReserved);

        table.ReleaseLeftOver();

        if (!kept) await Eventually.Is(() => Lock() is null);
        Assert.Equal(kept, api.Calls.Count == 0); // what is kept isn't even read
    }

    [Fact]
    public void A_lock_of_a_pod_that_nobody_knows_is_left_to_its_expiry()
    {
        Held("p");
        stand = null;
        table.ReleaseLeftOver();
        Assert.Empty(api.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a lock")]
    [InlineData("2026-01-02T03:04:05Z")] // the form of old names nobody
    [InlineData("a,b,c,d,e")]
    public void A_lock_that_names_nobody_is_nobodys_to_give_back(string text)
    {
        var locked = node with { Annotations = new Dictionary<string, string>(node.Annotations) { [AnnotationKeys.NodeLock] = text } };
        api.Put(locked);
        table.NodeChanged(locked);
        stand = (null, false);
        table.ReleaseLeftOver();
        Assert.Empty(api.Calls);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    private string? Lock() => api.Annotation(node, AnnotationKeys.NodeLock);

    private void Held(string pod)
    {
        var text = $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ},default,{pod}";
        var locked = node with { Annotations = new Dictionary<string, string>(node.Annotations) { [AnnotationKeys.NodeLock] = text } };
        api.Put(locked);
        table.NodeChanged(locked);
    }
}
