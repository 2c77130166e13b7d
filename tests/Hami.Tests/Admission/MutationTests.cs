using System.Text.Json.Nodes;
using CsCheck;
using Hami.Core.Admission;
using Hami.Core.Placement.Quota;
using Hami.Core.Requests;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>What the mutating webhook changes beyond what the golden vectors show.</summary>
public sealed class MutationTests
{
    private static readonly Webhooks Webhooks = new();

    [Fact]
    public void Missing_parents_are_made()
    {
        var webhooks = new Webhooks { Vendors = VectorVendors.Of("runtime-class-and-core-policy") };
        var bare = Pods.Of(new JsonObject { ["name"] = "c", ["resources"] = new JsonObject { ["limits"] = new JsonObject { ["nvidia.com/gpu"] = "1" } } });
        ((JsonObject)bare["spec"]!).Remove("schedulerName");

        var result = webhooks.Mutate(new ReviewedRequest(bare)).Result;

        Assert.Equal("hami-scheduler", (string?)result["spec"]!["schedulerName"]);
        Assert.Equal("vendor-rc", (string?)result["spec"]!["runtimeClassName"]);
        var container = result["spec"]!["containers"]![0]!;
        Assert.Equal("100", (string?)container["resources"]!["requests"]!["nvidia.com/gpucores"]);
        Assert.Equal("""[{"name":"GPU_CORE_UTILIZATION_POLICY","value":"force"}]""", container["env"]!.ToJsonString());
    }

    [Fact]
    public void Only_what_is_meant_is_changed()
    {
        var pod = Pods.Of(Pods.Container("c", ("nvidia.com/gpu", "1")));
        var operations = Webhooks.Mutate(new ReviewedRequest(pod)).Patch.Select(operation => operation!.ToJsonString());
        Assert.Equal(
            [
                """{"op":"add","path":"/spec/containers/0/resources/limits/nvidia.com~1gpucores","value":"100"}""",
                """{"op":"add","path":"/spec/containers/0/resources/requests","value":{"nvidia.com/gpucores":"100"}}""",
                """{"op":"replace","path":"/spec/schedulerName","value":"hami-scheduler"}""",
            ],
            operations);
    }

    // The API server copies limits into requests before a webhook sees them, and accepts only equal ones.
    [Theory]
    [InlineData("30")]
    [InlineData(null)]
    public void Cores_of_several_iluvatar_devices_are_set_in_limits_and_requests(string? asked)
    {
        (string, string)[] limits = [("iluvatar.ai/MR-V100-vgpu", "2"), .. asked is null ? Array.Empty<(string, string)>() : [("iluvatar.ai/MR-V100.vCore", asked)]];
        var container = Pods.Container("c", limits);
        container["resources"]!["requests"] = container["resources"]!["limits"]!.DeepClone();

        var verdict = Webhooks.Mutate(new ReviewedRequest(Pods.Of(container)));

        var resources = verdict.Result["spec"]!["containers"]![0]!["resources"]!;
        Assert.Equal("200", (string?)resources["limits"]!["iluvatar.ai/MR-V100.vCore"]);
        Assert.Equal("200", (string?)resources["requests"]!["iluvatar.ai/MR-V100.vCore"]);
        string[] warnings = asked is null ? [] : ["container c: iluvatar.ai/MR-V100.vCore: 30 was set to 200: several devices are given whole"];
        Assert.Equal(warnings, verdict.Warnings);
    }

    [Fact]
    public void Cores_of_several_iluvatar_devices_that_are_no_amount_are_refused_not_overwritten()
    {
        var verdict = Webhooks.Mutate(new ReviewedRequest(Pods.Of(Pods.Container("c", ("iluvatar.ai/MR-V100-vgpu", "2"), ("iluvatar.ai/MR-V100.vCore", "-50")))));
        Assert.StartsWith("container c: iluvatar.ai/MR-V100.vCore: \"-50\" is not an amount", verdict.Message);
    }

    [Theory]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpucores", "150", "container c: nvidia.com/gpucores: 150 counts as 100, there is no more of a device")]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpucores", "100", null)]
    [InlineData("hygon.com/dcunum", "hygon.com/dcucores", "101", "container c: hygon.com/dcucores: 101 counts as 100, there is no more of a device")]
    [InlineData("cambricon.com/vmlu", "cambricon.com/mlu.smlu.vcore", "200", "container c: cambricon.com/mlu.smlu.vcore: 200 counts as 100, there is no more of a device")]
    [InlineData("iluvatar.ai/MR-V100-vgpu", "iluvatar.ai/MR-V100.vCore", "150", "container c: iluvatar.ai/MR-V100.vCore: 150 counts as 100, there is no more of a device")]
    public void Cores_beyond_a_device_are_left_as_they_are_with_a_warning_from_both(string count, string cores, string asked, string? warning)
    {
        var request = new ReviewedRequest(Pods.Of(Pods.Container("c", (count, "1"), (cores, asked))));
        string[] expected = warning is null ? [] : [warning];
        var mutated = Webhooks.Mutate(request);

        Assert.Equal(expected, mutated.Warnings);
        Assert.Equal(asked, (string?)mutated.Result["spec"]!["containers"]![0]!["resources"]!["limits"]![cores]);
        Assert.Equal(expected, Webhooks.Guard(request with { Object = mutated.Result }).Warnings);
    }

    [Fact]
    public void Every_violation_is_told_at_once()
    {
        var pod = Pods.Of(
                Pods.Container("a", ("nvidia.com/gpu", "1"), ("nvidia.com/gpumem", "16Gi"), ("nvidia.com/gpucores", "4294967246")),
                Pods.Container("b", ("nvidia.com/gpu", "1"), ("nvidia.com/gpumem-percentage", "101")).Privileged())
            .Spec("nodeName", "n1");
        foreach (var message in new[] { Webhooks.Mutate(new ReviewedRequest(pod)).Message, Webhooks.Guard(new ReviewedRequest(pod)).Message })
        {
            Assert.Collection(
                message.Split("; "),
                text => Assert.StartsWith("invalid nvidia.com/gpumem-percentage value 101 in container b: must be", text),
                text => Assert.StartsWith("container a: nvidia.com/gpumem: \"16Gi\" is not an amount: write an integer number of units of memory", text),
                text => Assert.StartsWith("container a: nvidia.com/gpucores: \"4294967246\" is not an amount: write an integer number of percent", text),
                text => Assert.StartsWith("container b is privileged: it would reach every device", text),
                text => Assert.StartsWith("pod has node assigned: spec.nodeName is n1", text));
        }
    }

    [Theory]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpumem")]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpucores")]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpumem-percentage")]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpu")]
    [InlineData("cambricon.com/vmlu", "cambricon.com/mlu.smlu.vmemory")]
    [InlineData("cambricon.com/vmlu", "cambricon.com/mlu.smlu.vcore")]
    [InlineData("hygon.com/dcunum", "hygon.com/dcumem")]
    [InlineData("hygon.com/dcunum", "hygon.com/dcucores")]
    [InlineData("iluvatar.ai/MR-V100-vgpu", "iluvatar.ai/MR-V100.vMem")]
    [InlineData("iluvatar.ai/MR-V100-vgpu", "iluvatar.ai/MR-V100.vCore")]
    public void Quantities_that_can_not_be_given_are_refused_by_both(string count, string resource)
    {
        foreach (var quantity in new[] { "16Gi", "16.0Gi", "-1", "500m", "1.5", "4294967246", "2200000000", "1e30", "99999999999999999999", "plenty" })
        {
            var container = Pods.Container("c", (count, "1"));
            container["resources"]!["limits"]![resource] = quantity;
            var request = new ReviewedRequest(Pods.Of(container));
            foreach (var verdict in new[] { Webhooks.Mutate(request), Webhooks.Guard(request) })
            {
                Assert.False(verdict.Allowed, quantity);
                Assert.Contains(resource, verdict.Message);
                Assert.Contains("container c", verdict.Message);
                Assert.DoesNotContain("; ", verdict.Message);
            }
        }
    }

    [Fact]
    public void The_quota_message_names_what_is_asked_and_what_is_left()
    {
        var ledger = new QuotaLedger(ConfiguredVendors.Default);
        ledger.Set(new ResourceQuota
        {
            Namespace = "team",
            Name = "q",
            Hard = new ResourceList([KeyValuePair.Create("limits.nvidia.com/gpumem", new Quantity("2000")), KeyValuePair.Create("limits.nvidia.com/gpucores", new Quantity("10"))]),
        });
        var webhooks = new Webhooks { RoomOf = ledger.RoomOf };
        var pod = Pods.Of(Pods.Container("c", ("nvidia.com/gpu", "2"), ("nvidia.com/gpumem", "1500"), ("nvidia.com/gpucores", "50")));

        Assert.Equal(
            "exceeding resource quota: the pod takes 3000 of nvidia.com/gpumem, the ResourceQuotas of namespace team leave 2000: ask for less, or raise limits.nvidia.com/gpumem; "
            + "exceeding resource quota: the pod takes 100 of nvidia.com/gpucores, the ResourceQuotas of namespace team leave 10: ask for less, or raise limits.nvidia.com/gpucores",
            webhooks.Mutate(new ReviewedRequest(pod) { Namespace = "team" }).Message);
        Assert.True(webhooks.Mutate(new ReviewedRequest(pod) { Namespace = "other" }).Allowed);
    }

    // KEP 753: a sidecar runs on beside what starts after it.
    [Theory]
    [InlineData(null, true)]
    [InlineData("Always", false)]
    public void A_sidecar_adds_to_the_apps_where_an_init_container_does_not(string? restartPolicy, bool fits)
    {
        var ledger = new QuotaLedger(ConfiguredVendors.Default);
        ledger.Set(new ResourceQuota { Namespace = "default", Name = "q", Hard = new ResourceList([KeyValuePair.Create("limits.nvidia.com/gpumem", new Quantity("5000"))]) });
        var first = Pods.Share("i");
        first["restartPolicy"] = restartPolicy;
        Assert.Equal(fits, new Webhooks { RoomOf = ledger.RoomOf }.Mutate(new ReviewedRequest(Pods.Of(Pods.Share()).Init(first))).Allowed);
    }

    [Fact]
    public void Cores_that_iluvatar_counts_for_all_devices_are_not_multiplied_by_their_number()
    {
        var ledger = new QuotaLedger(ConfiguredVendors.Default);
        ledger.Set(new ResourceQuota { Namespace = "default", Name = "q", Hard = new ResourceList([KeyValuePair.Create("limits.iluvatar.ai/MR-V100.vCore", new Quantity("200"))]) });
        Assert.True(new Webhooks { RoomOf = ledger.RoomOf }.Mutate(new ReviewedRequest(Pods.Of(Pods.Container("c", ("iluvatar.ai/MR-V100-vgpu", "2"))))).Allowed);
    }

    [Fact]
    public void A_webhook_registered_for_more_changes_nothing_there() =>
        Assert.Empty(Webhooks.Mutate(new ReviewedRequest(Pods.Of(Pods.Share())) { Operation = "UPDATE", OldObject = Pods.Of(Pods.Share()) }).Patch);

    [Fact]
    public void Of_any_pod_the_patch_applies_and_changes_only_what_it_may() =>
        GenPod.Sample(
            pod =>
            {
                var request = new ReviewedRequest(pod);
                var verdict = Webhooks.Mutate(request);
                var result = verdict.Result;
                if (!verdict.Allowed || verdict.Patch.Count == 0)
                {
                    Assert.True(JsonNode.DeepEquals(pod, result));
                    return;
                }

                var guarded = Webhooks.Guard(request with { Object = result });
                Assert.True(guarded.Allowed, guarded.Message);
                foreach (var list in new[] { "initContainers", "containers" })
                {
                    var before = pod["spec"]![list]?.AsArray() ?? [];
                    var after = result["spec"]![list]?.AsArray() ?? [];
                    Assert.Equal(before.Count, after.Count);
                    for (var i = 0; i < before.Count; i++) AssertKept(before[i]!, after[i]!);
                }

                Assert.True(JsonNode.DeepEquals(WithoutChanges(pod), WithoutChanges(result)));
            },
            iter: 3_000);

    private static void AssertKept(JsonNode before, JsonNode after)
    {
        foreach (var list in new[] { "limits", "requests" })
        {
            var now = after["resources"]?[list]?.AsObject() ?? [];
            foreach (var (name, quantity) in before["resources"]?[list]?.AsObject() ?? [])
                Assert.True((string?)now[name] == (string?)quantity || name.EndsWith("vCore", StringComparison.Ordinal), name);
            foreach (var (name, quantity) in now)
            {
                if ((string?)before["resources"]?[list]?[name] != (string?)quantity)
                    Assert.Equal((string?)after["resources"]!["limits"]![name], (string?)after["resources"]!["requests"]![name]);
            }
        }

        var kept = (before["env"]?.AsArray() ?? []).Where(variable => !GrantVariables.Contains((string)variable!["name"]!)).Select(variable => variable!.ToJsonString()).ToArray();
        Assert.Equal(kept, (after["env"]?.AsArray() ?? []).Take(kept.Length).Select(variable => variable!.ToJsonString()));
    }

    private static JsonNode WithoutChanges(JsonNode pod)
    {
        var rest = pod.DeepClone();
        ((JsonObject)rest["spec"]!).Remove("schedulerName");
        foreach (var container in (rest["spec"]!["initContainers"]?.AsArray() ?? []).Concat(rest["spec"]!["containers"]!.AsArray()))
        {
            ((JsonObject)container!).Remove("resources");
            ((JsonObject)container!).Remove("env");
        }

        return rest;
    }

    private static readonly Gen<JsonObject> GenContainer =
        Gen.Select(
            Gen.OneOf<string[]>(
                [], ["cpu"], ["nvidia.com/gpu"], ["nvidia.com/gpu", "nvidia.com/gpumem"], ["nvidia.com/gpumem"], ["nvidia.com/gpucores"], ["nvidia.com/gpu", "nvidia.com/priority"],
                ["cambricon.com/vmlu", "cambricon.com/mlu.smlu.vmemory"], ["hygon.com/dcunum", "hygon.com/dcucores"], ["iluvatar.ai/MR-V100-vgpu"], ["iluvatar.ai/MR-V100-vgpu", "iluvatar.ai/MR-V100.vCore"]),
            Gen.OneOf("1", "2", "8", "0", "150", "16Gi", "-1", "1.5"),
            Gen.Int[0, 3],
            Gen.OneOf("A", "NVIDIA_VISIBLE_DEVICES", "CUDA_DEVICE_MEMORY_LIMIT_0", "CUDA_DISABLE_CONTROL", "SOL_CONTINER_NAME", "PATH").Array[0, 4],
            Gen.Bool,
            (resources, quantity, shape, variables, hasNull) =>
            {
                var container = Pods.Container("c", [.. resources.Select((name, index) => (name, index == 0 && quantity.Length > 1 ? "1" : quantity))]);
                if (shape == 1 && resources.Length > 0) container["resources"]!["requests"] = container["resources"]!["limits"]!.DeepClone();
                if (shape == 2 && resources.Length > 0) container["resources"]!["requests"] = null;
                if (shape == 3 && resources.Length == 0) container["resources"] = hasNull ? null : new JsonObject();
                if (variables.Length > 0) container.With([.. variables.Select(name => Pods.Variable(name, "x"))]);
                else if (hasNull) container["env"] = null;
                return container;
            });

    private static readonly Gen<JsonObject> GenPod = Gen.Select(
        GenContainer.Array[0, 3],
        GenContainer.Array[0, 2],
        Gen.OneOf<string?>("default-scheduler", "hami-scheduler", "other", null),
        (apps, inits, scheduler) =>
        {
            var pod = Pods.Of([.. apps.Select(Copy)]);
            if (inits.Length > 0) pod.Init([.. inits.Select(Copy)]);
            pod["spec"]!["schedulerName"] = scheduler;
            return pod;
        });

    private static JsonObject Copy(JsonObject container) => container.DeepClone().AsObject();
}
