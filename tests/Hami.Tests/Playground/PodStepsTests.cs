using Hami.Core.Requests;
using Hami.Playground.Clusters;
using Hami.Playground.NodeAgents;
using Xunit;

namespace Hami.Tests.Playground;

/// <summary>What a node does with a pod that is bound to it, step by step.</summary>
public sealed class PodStepsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 20, 0, TimeSpan.Zero);

    private static readonly PluginBehaviour Served = new()
    {
        Reads = "list",
        ServesContainers = true,
        ReportsPhase = true,
        Lock = "hami.io/mutex.lock",
        LockNamesOwner = true,
    };

    private static readonly PluginBehaviour Reading = new()
    {
        Reads = "profile",
        ServesContainers = false,
        Sets = new Dictionary<string, string> { ["assigned"] = "true" },
        Lock = "own.lock",
    };

    [Fact]
    public void A_pod_without_devices_starts_at_once() =>
        Assert.Equal(new PodStep.Admit([], PodReport.Running), Next(Pod()));

    [Fact]
    public void A_pod_decided_for_cdi_needs_nothing_but_its_start() =>
        Assert.Equal(
            new PodStep.Admit([], PodReport.Running),
            Next(Pod(("hami.io/handover", "cdi"), ("hami.io/bind-phase", "success"), ("hami.io/vgpu-devices-allocated", "GPU-a,NVIDIA,1,1:;"))));

    [Fact]
    public void Containers_are_served_in_order_then_the_phase_is_set_then_the_lock_is_let_go()
    {
        // The worked example of control-plane.md §4.1, with its semicolon more at every turn.
        var pod = Pod(("hami.io/bind-phase", "allocating"), ("list", "GPU-bb,NVIDIA,3000,30:GPU-aa,NVIDIA,3000,30:;GPU-bb,NVIDIA,16384,0:;"));

        pod = Take(pod, Annotate("list", ";GPU-bb,NVIDIA,16384,0:;;"));
        pod = Take(pod, Annotate("list", ";;;;"));
        pod = Take(pod, Annotate("hami.io/bind-phase", "success"));
        Assert.Equal(new PodStep.Admit([Served], PodReport.Running), Next(pod));
    }

    [Fact]
    public void A_container_without_devices_is_passed_over() =>
        Assert.Equal(Annotate("list", ";;;"), Next(Pod(("list", ";GPU-bb,NVIDIA,16384,0:;"))));

    [Fact]
    public void A_plugin_that_only_reads_sets_its_answer_and_lets_go_of_its_own_lock()
    {
        var pod = Pod(("profile", "1_10_20"), ("assigned", "false"), ("hami.io/bind-phase", "allocating"));

        pod = Take(pod, Annotate("assigned", "true"));
        Assert.Equal(new PodStep.Admit([Reading], PodReport.Running), Next(pod));
        Assert.Equal("allocating", pod.Annotations["hami.io/bind-phase"]);
    }

    [Fact]
    public void The_plugins_of_two_vendors_both_do_their_part()
    {
        var pod = Pod(("list", "G,V,1,1:;"), ("profile", "p"));

        pod = Take(pod, Annotate("list", ";;"));
        pod = Take(pod, new PodStep.Annotate(new Dictionary<string, string> { ["assigned"] = "true", ["hami.io/bind-phase"] = "success" }));
        Assert.Equal(new PodStep.Admit([Served, Reading], PodReport.Running), Next(pod));
    }

    [Fact]
    public void A_list_that_cannot_be_read_fails_the_pod_and_lets_go_of_the_lock()
    {
        var pod = Pod(("list", "GPU-bb,NVIDIA,x:;"), ("hami.io/bind-phase", "allocating"));

        pod = Take(pod, Annotate("hami.io/bind-phase", "failed"));
        var step = Assert.IsType<PodStep.Admit>(Next(pod));
        Assert.Equal([Served], step.Unlocking);
        Assert.Equal(PodStage.Refused, step.Report.Stage);
        Assert.Contains("hami.io/bind-phase is failed", step.Report.Message);
    }

    [Fact]
    public void Init_containers_run_first()
    {
        var pod = Pod(("playground.hami.io/init-seconds", "2.5")) with { InitContainers = [new("i", "x")] };
        Assert.Equal(new PodStep.Admit([], PodReport.Initializing), Next(pod));

        pod = pod with { StartTime = Now };
        Assert.Equal(new PodStep.Wait(Now.AddSeconds(2.5)), Next(pod));
        Assert.Equal(new PodStep.Tell(PodReport.Running), Next(pod, Now.AddSeconds(2.5)));
    }

    [Fact]
    public void A_running_pod_rests() => Assert.Equal(PodStep.Rest, Next(Pod() with { Phase = PodPhase.Running, StartTime = Now }));

    [Theory]
    [InlineData(null, 0)]
    [InlineData("3", 3)]
    public void A_pod_ends_when_its_annotation_says_so(string? exitCode, int expected)
    {
        var pod = Pod(("playground.hami.io/run-seconds", "10")) with { Phase = PodPhase.Running, StartTime = Now.AddSeconds(-60), RunningSince = Now };
        if (exitCode is not null) pod = With(pod, ("playground.hami.io/exit-code", exitCode));

        Assert.Equal(new PodStep.Wait(Now.AddSeconds(10)), Next(pod));
        Assert.Equal(new PodStep.Tell(new PodReport(PodStage.Ended, expected)), Next(pod, Now.AddSeconds(10)));
    }

    [Theory]
    [InlineData("playground.hami.io/run-seconds", "soon", "write a number of seconds, at most a week")]
    [InlineData("playground.hami.io/run-seconds", "-1", "write a number of seconds, at most a week")]
    [InlineData("playground.hami.io/init-seconds", "1e99", "write a number of seconds, at most a week")]
    [InlineData("playground.hami.io/exit-code", "256", "write a whole number from 0 to 255")]
    public void A_script_that_cannot_be_read_fails_the_pod_naming_the_annotation(string key, string value, string remedy)
    {
        var step = Assert.IsType<PodStep.Admit>(Next(Pod((key, value))));
        Assert.Equal(PodStage.Refused, step.Report.Stage);
        Assert.Equal($"annotation {key}: '{value}': {remedy}", step.Report.Message);
    }

    [Theory]
    [InlineData(PodPhase.Pending)]
    [InlineData(PodPhase.Running)]
    [InlineData(PodPhase.Succeeded)]
    public void A_pod_that_is_being_deleted_goes(PodPhase phase) =>
        Assert.Equal(PodStep.Remove, Next(Pod(("list", "G,V,1,1:;")) with { Phase = phase, IsTerminating = true }));

    [Theory]
    [InlineData(PodPhase.Succeeded)]
    [InlineData(PodPhase.Failed)]
    public void A_pod_that_has_ended_rests(PodPhase phase) =>
        Assert.Equal(PodStep.Rest, Next(Pod(("list", "G,V,1,1:;")) with { Phase = phase }));

    private static ClusterPod Take(ClusterPod pod, PodStep.Annotate expected)
    {
        Assert.Equal(expected, Next(pod));
        return With(pod, [.. expected.Annotations.Select(pair => (pair.Key, pair.Value))]);
    }

    private static PodStep Next(ClusterPod pod, DateTimeOffset? now = null) => PodSteps.Next(pod, Node(), now ?? Now);

    private static PodStep.Annotate Annotate(string key, string value) => new(new Dictionary<string, string> { [key] = value });

    private static ClusterPod With(ClusterPod pod, params (string Key, string Value)[] annotations)
    {
        var merged = new Dictionary<string, string>(pod.Annotations);
        foreach (var (key, value) in annotations) merged[key] = value;
        return pod with { Annotations = merged };
    }

    private static SimulatedNode Node() => new()
    {
        Name = "n",
        Labels = new Dictionary<string, string>(),
        Annotations = new Dictionary<string, string>(),
        Capacity = new Dictionary<string, string>(),
        Allocatable = new Dictionary<string, string>(),
        Plugins = [Served, Reading],
    };

    private static ClusterPod Pod(params (string Key, string Value)[] annotations) => new()
    {
        Namespace = "default",
        Name = "p",
        Uid = "u",
        ResourceVersion = "1",
        NodeName = "n",
        Annotations = annotations.ToDictionary(pair => pair.Key, pair => pair.Value),
        InitContainers = [],
        Containers = [new("c", "x")],
        Phase = PodPhase.Pending,
    };
}
