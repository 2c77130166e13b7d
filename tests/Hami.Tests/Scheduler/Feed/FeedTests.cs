using System.Text;
using System.Text.Json;
using Hami.Core.Placement.State;
using Hami.Core.Protocol.Objects;
using Hami.Scheduler.Feed;
using Hami.Tests.Scheduler.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler.Feed;

/// <summary>What the watches show reaches the state, and whoever waits for it.</summary>
public sealed class FeedTests
{
    private readonly ClusterState state = Cluster.State();
    private readonly List<string> told = [];

    [Fact]
    public void Nodes_come_and_go()
    {
        var feed = new NodeFeed(state, node => told.Add($"changed {node.Name}"), name => told.Add($"gone {name}"));
        feed.Listed([new WatchedNode(Cluster.Node("n1")), new WatchedNode(Cluster.Node("n2"))], "1");
        feed.Upserted(new WatchedNode(Cluster.Node("n3")));
        feed.Deleted(new WatchedNode(Cluster.Node("n1")));

        Assert.Equal(["changed n1", "changed n2", "changed n3", "gone n1"], told);
        Assert.Equal(["n2", "n3"], state.AllNodes().Names);

        feed.Listed([new WatchedNode(Cluster.Node("n3"))], "2");
        Assert.Equal(["n3"], state.AllNodes().Names);
    }

    [Fact]
    public void Pods_come_and_go_and_whoever_waits_hears_of_bound_and_gone_ones()
    {
        state.NodeUpserted(Cluster.Node("n1"));
        var feed = new PodFeed(state, pod => told.Add($"bound {pod.Name}"), pod => told.Add($"gone {pod.Name}"));
        feed.Listed([new WatchedPod(Cluster.Pod("a").BoundTo("n1")), new WatchedPod(Cluster.Pod("b"))], "1"); // a list tells of bindings too
        Assert.Equal(4000, state.MemoryTaken("n1"));
        feed.Upserted(new WatchedPod(Cluster.Pod("b").BoundTo("n1")));
        Assert.Equal(8000, state.MemoryTaken("n1"));
        feed.Deleted(new WatchedPod(Cluster.Pod("a")));

        Assert.Equal(4000, state.MemoryTaken("n1"));
        Assert.Equal(["bound a", "bound b", "gone a"], told);
    }

    [Fact]
    public void Quotas_come_and_go()
    {
        var feed = new QuotaFeed(state);
        feed.Listed([new WatchedQuota(Cluster.Quota(5000))], "1");
        Assert.Equal(5000, Assert.Single(state.Quotas()).Limit);
        feed.Upserted(new WatchedQuota(Cluster.Quota(3000, name: "second")));
        Assert.Equal(3000, Assert.Single(state.Quotas()).Limit); // the smallest counts
        feed.Deleted(new WatchedQuota(Cluster.Quota(3000, name: "second")));
        Assert.Equal(5000, Assert.Single(state.Quotas()).Limit);
    }

    [Fact]
    public void Only_the_fields_in_use_are_kept()
    {
        var pod = Cluster.Pod("p") with { Annotations = new Dictionary<string, string> { ["team"] = "a", ["hami.io/vgpu-node"] = "n1" } };
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(pod.Json()));
        Assert.Equal(["hami.io/vgpu-node"], PodReader.Read(ref reader, Cluster.Fields).Annotations.Keys);
    }
}
