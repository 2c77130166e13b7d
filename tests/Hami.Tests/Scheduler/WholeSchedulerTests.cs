using System.Text;
using System.Text.Json.Nodes;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Scheduler.Configuration;
using Hami.Tests.Admission;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler;

/// <summary>The running scheduler between kube-scheduler and an API server: what it writes, and when.</summary>
public sealed class WholeSchedulerTests
{
    private static readonly TimeSpan BindTimeout = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_pod_that_was_never_refused_costs_one_write()
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1"));
        await using var scheduler = await WholeScheduler.StartAsync(api);
        await scheduler.PlacingAsync();
        var pod = Cluster.Pod("p");
        api.Put(pod);

        Assert.Contains("\"NodeNames\":[\"n1\"]", await scheduler.FilterAsync(pod, "n1"));
        Assert.Empty(api.Writes);
        Assert.Equal("""{"Error":""}""", await scheduler.BindAsync(pod, "n1"));
        await Eventually.Is(() => api.Calls.Count(call => call.EndsWith("/events", StringComparison.Ordinal)) == 2);

        Assert.Equal(["POST /api/v1/namespaces/default/pods/p/binding"], api.Writes);
        Assert.Equal("GPU-n1-0,NVIDIA,4000,0:;", (string?)api.PodNamed("p")!["metadata"]!["annotations"]!["hami.io/vgpu-devices-allocated"]);
    }

    [Fact]
    public async Task A_refused_pod_is_patched_once_it_would_fit()
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1", annotations: (AnnotationKeys.DeviceCordon, "GPU-n1-0")));
        await using var scheduler = await WholeScheduler.StartAsync(api);
        await scheduler.PlacingAsync();
        var pod = Cluster.Pod("p");
        api.Put(pod);
        Assert.Contains("CardCordoned", await scheduler.FilterAsync(pod, "n1"));
        Assert.Empty(api.Writes);

        api.Put(Cluster.Node("n1"));

        await Eventually.Is(() => api.PodNamed("p")!["metadata"]!["annotations"]!["hami.io/retry"] is not null);
        Assert.Equal("PATCH /api/v1/namespaces/default/pods/p", Assert.Single(api.Writes));
        Assert.Matches("^[0-9]{13}$", (string)api.PodNamed("p")!["metadata"]!["annotations"]!["hami.io/retry"]!);
        Assert.Contains("\"NodeNames\":[\"n1\"]", await scheduler.FilterAsync(pod, "n1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Binding_whose_answer_is_lost_is_settled_whether_it_landed_or_not(bool landed)
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1", memory: 6000));
        await using var scheduler = await WholeScheduler.StartAsync(api, ExtenderServer.Options with { State = new StateSettings { BindTimeout = BindTimeout } });
        await scheduler.PlacingAsync();
        var pod = Cluster.Pod("p");
        var rival = Cluster.Pod("rival");
        api.Put(pod);
        api.TakesBindings = () => landed;
        api.AnswersBindings = () => false;

        await scheduler.FilterAsync(pod, "n1");
        Assert.Contains("the outcome of the Binding is not known yet", await scheduler.BindAsync(pod, "n1"));

        if (landed)
        {
            await Eventually.Is(() => (string?)api.PodNamed("p")!["spec"]!["nodeName"] == "n1");
            Assert.Contains("CardInsufficientMemory", await scheduler.FilterAsync(rival, "n1"));
            return;
        }

        Assert.Contains("CardInsufficientMemory", await scheduler.FilterAsync(rival, "n1")); // held for the one that may still land
        while (!(await scheduler.FilterAsync(rival, "n1")).Contains("\"NodeNames\":[\"n1\"]", StringComparison.Ordinal)) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Contains("GET /api/v1/namespaces/default/pods/p", api.Calls); // by a read, not by time alone
    }

    [Fact]
    public async Task A_pod_that_is_recreated_under_its_name_is_never_bound_by_the_old_decision()
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1"));
        await using var scheduler = await WholeScheduler.StartAsync(api);
        await scheduler.PlacingAsync();
        var old = Cluster.Pod("p", uid: "uid-old");
        api.Put(old);
        await scheduler.FilterAsync(old, "n1");
        api.Delete(old);
        api.Put(Cluster.Pod("p", uid: "uid-new"));

        Assert.NotEqual("""{"Error":""}""", await scheduler.BindAsync(old, "n1"));

        Assert.Null((string?)api.PodNamed("p")!["spec"]!["nodeName"]);
    }

    [Theory]
    [InlineData(0)] // not to queue for a lock must not mean never to get one
    [InlineData(28)]
    public async Task On_a_node_with_a_lock_three_writes_make_the_originals_agent_find_its_pod(int patience)
    {
        await using var api = await ClusterApi.StartAsync();
        var node = Cluster.Node("n1", handover: null);
        api.Put(node);
        await using var scheduler = await WholeScheduler.StartAsync(api, ExtenderServer.Options with { NodeLockRetryTimeout = TimeSpan.FromSeconds(patience) });
        await scheduler.PlacingAsync();
        var pod = Cluster.Pod("p");
        api.Put(pod);
        await scheduler.FilterAsync(pod, "n1");

        Assert.Equal("""{"Error":""}""", await scheduler.BindAsync(pod, "n1"));

        await Eventually.Is(() => api.Writes.Count == 3);
        Assert.Equal(["PATCH /api/v1/nodes/n1", "POST /api/v1/namespaces/default/pods/p/binding", "PATCH /api/v1/namespaces/default/pods/p"], api.Writes);
        Assert.EndsWith(",default,p", api.Annotation(node, AnnotationKeys.NodeLock)); // its agent gives it back
    }

    [Fact]
    public async Task The_guard_reads_a_pod_that_the_watch_does_not_show_yet()
    {
        await using var api = await ClusterApi.StartAsync();
        api.AnswersLists = false;
        api.Put(Cluster.Pod("p"));
        await using var scheduler = await WholeScheduler.StartAsync(api);
        var binding = new ReviewedRequest(JsonNode.Parse("""{"metadata":{"name":"p","uid":"uid-p"},"target":{"kind":"Node","name":"n1"}}"""))
        {
            SubResource = "binding",
            Name = "p",
            User = "another-scheduler",
        };

        using var answer = await scheduler.Server.SendAsync("/guard", Encoding.UTF8.GetString(binding.ToBytes()));

        Assert.Contains("the pod has devices, which only the scheduler that gives them out may bind", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_places_and_brings_pods_back()
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1", annotations: (AnnotationKeys.DeviceCordon, "GPU-n1-0")));
        api.PutLease("host-1_a", 1);
        await using var scheduler = await WholeScheduler.StartAsync(
            api,
            ExtenderServer.Options with { Lease = new LeaseOptions("hami-system", "hami-scheduler", "host-1"), State = new StateSettings { BindTimeout = BindTimeout } });
        await scheduler.PlacingAsync();
        Assert.Equal("term 2\n", (await scheduler.Server.GetAsync("/readyz/scheduling")).Body);
        var pod = Cluster.Pod("p");
        api.Put(pod);
        Assert.Contains("CardCordoned", await scheduler.FilterAsync(pod, "n1"));

        api.PutLease("host-2_b", 2);
        while ((await scheduler.Server.GetAsync("/readyz/scheduling")).Body != "host-2_b holds the lease\n") await Task.Delay(2, TestContext.Current.CancellationToken);
        Assert.Contains("does not hold the lease long enough", await scheduler.BindAsync(pod, "n1"));
        api.Put(Cluster.Node("n1")); // it would fit now

        while (!(await scheduler.Server.GetAsync("/metrics", listener: 1)).Body.Contains("hami_refused_pods 0", StringComparison.Ordinal)) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Empty(api.Writes);
    }

    [Fact]
    public async Task After_a_start_with_pods_waiting_nothing_is_placed_before_the_bind_timeout_and_a_list_from_the_quorum()
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        api.Put(pod);
        await using var scheduler = await WholeScheduler.StartAsync(api, ExtenderServer.Options with { State = new StateSettings { BindTimeout = BindTimeout } });

        Assert.Contains("\"NodeNames\":[\"n1\"]", await scheduler.FilterAsync(pod, "n1"));

        Assert.Equal(2, api.Calls.Count(call => call == "GET /api/v1/pods"));
    }
}
