using System.Text.Json.Nodes;
using Hami.Core.Admission;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>The guard's first family of rules: a decision is written by those who decide, and by nobody else (control-plane.md C20).</summary>
public sealed class GuardForgeryTests
{
    // Written out, so that a key that falls out of the code's list is missed here.
    private static readonly string[] Keys =
    [
        "hami.io/vgpu-node", "hami.io/vgpu-time", "hami.io/bind-phase", "hami.io/bind-time", "hami.io/handover",
        "hami.io/vgpu-devices-to-allocate", "hami.io/vgpu-devices-allocated", "hami.io/vgpu-mig-allocations",
        "hami.io/cambricon-mlu-devices-to-allocate", "hami.io/cambricon-mlu-devices-allocated", "CAMBRICON_DSMLU_PROFILE", "CAMBRICON_DSMLU_ASSIGNED",
        "hami.io/dcu-devices-to-allocate", "hami.io/dcu-devices-allocated",
        "hami.io/MR-V100-devices-to-allocate", "hami.io/MR-V100-devices-allocated", "hami.io/MR-V50-devices-to-allocate", "hami.io/MR-V50-devices-allocated",
        "hami.io/BI-V150-devices-to-allocate", "hami.io/BI-V150-devices-allocated", "hami.io/BI-V100-devices-to-allocate", "hami.io/BI-V100-devices-allocated",
    ];

    private static readonly string[] AgentKeys = ["hami.io/bind-phase", "hami.io/vgpu-devices-to-allocate"];

    private static readonly Dictionary<string, (string User, string[] Groups)> People = new()
    {
        ["scheduler"] = (Webhooks.Scheduler, []),
        ["kube-scheduler"] = ("anything", ["kube-schedulers"]),
        ["node agent"] = (Webhooks.NodeAgent, ["system:serviceaccounts"]),
        ["developer"] = ("developer", ["system:authenticated"]),
        ["administrator"] = ("admin", ["system:masters"]),
        ["nobody"] = ("", []),
        ["one who calls himself as a group is called"] = ("kube-schedulers", [Webhooks.Scheduler]),
    };

    public static TheoryData<string, string> Table()
    {
        var data = new TheoryData<string, string>();
        foreach (var person in People.Keys)
        {
            foreach (var key in Keys) data.Add(person, key);
        }

        return data;
    }

    [Fact]
    public void The_list_is_complete() => Assert.Equal(Keys.Order(), new GuardedKeys(ConfiguredVendors.Default).Annotations.Order());

    [Theory]
    [MemberData(nameof(Table))]
    public void Only_its_writers_set_change_or_remove_a_key(string person, string key)
    {
        var may = person is "scheduler" or "kube-scheduler" || (person == "node agent" && AgentKeys.Contains(key));
        JsonObject without = Pods.Of(Pods.Container("c")), with = Pods.Of(Pods.Container("c")).Annotated(key, "a"), changed = Pods.Of(Pods.Container("c")).Annotated(key, "b");

        Assert.Equal(may, Ask(person, new ReviewedRequest(with), key));
        foreach (var sub in new[] { null, "status", "ephemeralcontainers" })
        {
            var update = new ReviewedRequest(with) { Operation = "UPDATE", SubResource = sub };
            Assert.Equal(may, Ask(person, update with { OldObject = without }, key));
            Assert.Equal(may, Ask(person, update with { OldObject = changed }, key));
            Assert.Equal(may, Ask(person, update with { Object = without, OldObject = with }, key));
            Assert.True(Ask(person, update with { OldObject = with }, key));
        }

        foreach (var binding in new[] { Binding(), Binding() with { Resource = "bindings", SubResource = null, Name = null } })
        {
            binding.Object!.AsObject().Annotated(key, "a");
            Assert.Equal(may, Ask(person, binding, key));
        }
    }

    [Theory]
    [InlineData("scheduler", true)]
    [InlineData("node agent", false)]
    [InlineData("developer", false)]
    public void The_label_of_the_node_is_a_key_too(string person, bool may)
    {
        var with = Pods.Of(Pods.Container("c")).Labelled(LabelKeys.AssignedNode, "n1");
        Assert.Equal(may, Ask(person, new ReviewedRequest(with), LabelKeys.AssignedNode));
        Assert.Equal(may, Ask(person, new ReviewedRequest(with) { Operation = "UPDATE", OldObject = Pods.Of(Pods.Container("c")) }, LabelKeys.AssignedNode));
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("hami-scheduler", null)]
    [InlineData("default-scheduler", "ignore")]
    public void Neither_scheduler_name_nor_label_lets_a_forgery_pass(string scheduler, string? webhook)
    {
        var pod = Pods.Of(Pods.Container("c")).Annotated("hami.io/vgpu-devices-allocated", "GPU-a,NVIDIA,1,1:;").Spec("schedulerName", scheduler);
        if (webhook is not null) pod.Labelled("hami.io/webhook", webhook);
        Assert.False(Ask("developer", new ReviewedRequest(pod), "hami.io/vgpu-devices-allocated"));
    }

    [Fact]
    public void A_users_own_keys_are_his() =>
        Assert.True(new Webhooks().Guard(new ReviewedRequest(Pods.Of(Pods.Share())
            .Annotated("nvidia.com/use-gpuuuid", "GPU-a").Annotated("hami.io/gpu-scheduler-policy", "binpack").Labelled("app", "x"))).Allowed);

    [Fact]
    public void Where_nobody_is_configured_nobody_may() =>
        Assert.False(new Webhooks { Settings = new AdmissionSettings() }.Guard(new ReviewedRequest(Pods.Of(Pods.Container("c")).Annotated("hami.io/vgpu-node", "n1")) { User = Webhooks.Scheduler }).Allowed);

    [Fact]
    public void The_message_names_key_person_and_remedy()
    {
        var pod = Pods.Of(Pods.Container("c")).Annotated("hami.io/vgpu-node", "n1");
        Assert.Equal(
            "annotation hami.io/vgpu-node records a decision and may be set only by the scheduler and the node agents that own it, not by developer: remove it",
            new Webhooks().Guard(new ReviewedRequest(pod)).Message);
        Assert.Equal(
            "annotation hami.io/vgpu-node records a decision and may be changed only by the scheduler and the node agents that own it, not by developer: leave it at \"n1\"",
            new Webhooks().Guard(new ReviewedRequest(Pods.Of(Pods.Container("c"))) { Operation = "UPDATE", OldObject = pod }).Message);
    }

    [Theory]
    [InlineData("scheduler", true, "uid", null)]
    [InlineData("scheduler", true, null, null)]
    [InlineData("scheduler", true, "gone", "metadata.uid is gone, but the pod of this name is uid")]
    [InlineData("scheduler", false, "gone", "metadata.uid is gone, but the pod of this name is uid")]
    [InlineData("scheduler", null, "uid", null)]
    [InlineData("developer", true, "uid", "only the scheduler that gives them out may bind, not developer: set spec.schedulerName to hami-scheduler")]
    [InlineData("developer", false, "uid", null)]
    [InlineData("developer", false, null, null)]
    [InlineData("developer", false, "gone", "metadata.uid is gone, but the pod of this name is uid")]
    [InlineData("developer", null, "uid", "the pod is not known here")]
    [InlineData("node agent", true, "uid", "only the scheduler that gives them out may bind")]
    [InlineData("administrator", true, "uid", "only the scheduler that gives them out may bind")]
    public void Another_binder_binds_only_pods_without_devices_and_nobody_a_successor_of_the_same_name(string person, bool? hasDevices, string? uid, string? refusal)
    {
        var webhooks = new Webhooks();
        if (hasDevices is { } known) webhooks.KnownPods["default/p"] = new PodDevices("uid", known);
        foreach (var binding in new[] { Binding(uid), Binding(uid) with { Resource = "bindings", SubResource = null, Name = null } })
        {
            var verdict = webhooks.Guard(As(person, binding));
            Assert.Equal(refusal is null, verdict.Allowed);
            Assert.Contains(refusal ?? "", verdict.Message);
        }
    }

    [Fact]
    public void A_binding_of_two_names_is_refused() =>
        Assert.StartsWith("Binding default/other: metadata.name is p", new Webhooks().Guard(As("scheduler", Binding() with { Name = "other" })).Message);

    [Fact]
    public void A_pod_that_carries_a_decision_counts_as_one_with_devices()
    {
        var keys = new GuardedKeys(ConfiguredVendors.Default);
        var pod = new Pod { Namespace = "default", Name = "p", Uid = "uid", Containers = [new Container { Name = "c" }] };
        var share = new Container { Name = "c", Limits = new ResourceList([KeyValuePair.Create("nvidia.com/gpu", new Quantity("1"))]) };

        Assert.Equal(new PodDevices("uid", false), PodDevices.Of(pod, ConfiguredVendors.Default, keys));
        Assert.True(PodDevices.Of(pod with { InitContainers = [share] }, ConfiguredVendors.Default, keys).AsksForDevices);
        Assert.True(PodDevices.Of(pod with { Annotations = new Dictionary<string, string> { ["hami.io/vgpu-node"] = "n1" } }, ConfiguredVendors.Default, keys).AsksForDevices);
    }

    // Servers before 1.21 don't hold this label themselves, and the guard's registration leaves two namespaces out by it.
    [Theory]
    [InlineData("team", true)]
    [InlineData("hami-system", false)]
    [InlineData(null, true)]
    public void A_namespace_does_not_take_the_name_of_another(string? label, bool allowed)
    {
        var space = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "team" } };
        if (label is not null) space.Labelled("kubernetes.io/metadata.name", label);
        foreach (var operation in new[] { "CREATE", "UPDATE" })
            Assert.Equal(allowed, new Webhooks().Guard(new ReviewedRequest(space) { Resource = "namespaces", Operation = operation, Name = "team" }).Allowed);
    }

    private static ReviewedRequest Binding(string? uid = "uid") => new(new JsonObject
    {
        ["kind"] = "Binding",
        ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "default", ["uid"] = uid },
        ["target"] = new JsonObject { ["kind"] = "Node", ["name"] = "n1" },
    })
    {
        SubResource = "binding",
        Name = "p",
    };

    private static ReviewedRequest As(string person, ReviewedRequest request) => request with { User = People[person].User, Groups = People[person].Groups };

    private static bool Ask(string person, ReviewedRequest request, string key)
    {
        var verdict = new Webhooks { KnownPods = new() { ["default/p"] = new PodDevices("uid", false) } }.Guard(As(person, request));
        if (!verdict.Allowed) Assert.Contains(key, verdict.Message);
        return verdict.Allowed;
    }
}
