using System.Text.Json.Nodes;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>The guard's second family of rules: what a pod with devices must not be or ask, where the scheduler's name makes it ours.</summary>
public sealed class GuardRequestTests
{
    private static readonly Webhooks Webhooks = new();

    public enum Place
    {
        Init,
        Sidecar,
        App,
        Ephemeral,
    }

    public static TheoryData<Place, Place> Positions()
    {
        var data = new TheoryData<Place, Place>();
        foreach (var devices in new[] { Place.Init, Place.Sidecar, Place.App })
        {
            foreach (var privileged in Enum.GetValues<Place>()) data.Add(devices, privileged);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void A_privileged_container_is_refused_beside_devices_wherever_the_two_stand(Place devices, Place privileged)
    {
        var pod = PodWith(devices, Pods.Share("devices"), privileged, Pods.Container("escape").Privileged());

        var verdict = privileged == Place.Ephemeral ? Webhooks.Guard(Adding(pod)) : Webhooks.Guard(new ReviewedRequest(pod));

        Assert.False(verdict.Allowed);
        Assert.StartsWith("container escape is privileged", verdict.Message);
    }

    [Theory]
    [InlineData(Place.Init)]
    [InlineData(Place.Sidecar)]
    [InlineData(Place.App)]
    public void A_privileged_container_with_devices_of_its_own_is_refused(Place place) =>
        Assert.StartsWith("container c is privileged", Webhooks.Guard(new ReviewedRequest(PodWith(place, Pods.Share().Privileged(), Place.App, Pods.Container("other")))).Message);

    [Theory]
    [InlineData(Place.Init)]
    [InlineData(Place.Sidecar)]
    [InlineData(Place.App)]
    [InlineData(Place.Ephemeral)]
    public void A_privileged_container_without_devices_in_its_pod_is_none_of_our_business(Place place)
    {
        var pod = PodWith(Place.App, Pods.Container("plain"), place, Pods.Container("escape").Privileged());
        Assert.True((place == Place.Ephemeral ? Webhooks.Guard(Adding(pod)) : Webhooks.Guard(new ReviewedRequest(pod))).Allowed);
    }

    [Fact]
    public void All_privileged_containers_are_named()
    {
        var pod = Pods.Of(Pods.Share().Privileged(), Pods.Container("d").Privileged()).Init(Pods.Container("i").Privileged());
        Assert.Equal(["container i is privileged", "container c is privileged", "container d is privileged"], Webhooks.Guard(new ReviewedRequest(pod)).Message.Split("; ").Select(text => text.Split(':')[0]));
    }

    [Theory]
    [InlineData("nvidia.com/gpu")]
    [InlineData("nvidia.com/gpumem")]
    [InlineData("nvidia.com/gpucores")]
    [InlineData("nvidia.com/gpumem-percentage")]
    [InlineData("cambricon.com/vmlu")]
    [InlineData("hygon.com/dcunum")]
    [InlineData("iluvatar.ai/MR-V100-vgpu")]
    public void Each_way_to_ask_for_devices_counts(string resource) =>
        Assert.StartsWith("container x is privileged", Webhooks.Guard(new ReviewedRequest(Pods.Of(Pods.Container("c", (resource, "1")), Pods.Container("x").Privileged()))).Message);

    [Theory]
    [InlineData("default-scheduler", true, "hami-scheduler", true)]
    [InlineData("default-scheduler", false, "hami-scheduler", false)]
    [InlineData("hami-scheduler", false, "hami-scheduler", true)]
    [InlineData("other", true, "hami-scheduler", false)]
    [InlineData(null, false, "hami-scheduler", true)]
    [InlineData("other", true, "", false)]
    [InlineData("default-scheduler", true, "", true)]
    public void Requests_are_judged_where_the_originals_scheduler_name_gate_acts(string? name, bool force, string ours, bool acts)
    {
        var webhooks = new Webhooks { Settings = Webhooks.Defaults with { SchedulerName = ours, ForceOverwriteDefaultScheduler = force } };
        var pod = Pods.Of(Pods.Share().Privileged());
        pod["spec"]!["schedulerName"] = name;
        Assert.Equal(acts, !webhooks.Guard(new ReviewedRequest(pod)).Allowed);
    }

    [Fact]
    public void The_label_that_skips_the_mutation_skips_nothing_here() =>
        Assert.False(Webhooks.Guard(new ReviewedRequest(Pods.Of(Pods.Share().Privileged()).Labelled("hami.io/webhook", "ignore"))).Allowed);

    [Fact]
    public void A_node_chosen_by_the_user_is_refused_for_a_pod_with_devices_only()
    {
        Assert.StartsWith("pod has node assigned: spec.nodeName is n1", Webhooks.Guard(new ReviewedRequest(Pods.Of(Pods.Share()).Spec("nodeName", "n1"))).Message);
        Assert.True(Webhooks.Guard(new ReviewedRequest(Pods.Of(Pods.Container("c")).Spec("nodeName", "n1"))).Allowed);
    }

    [Fact]
    public void Running_pods_are_not_judged_anew()
    {
        var pod = Pods.Of(Pods.Share().Privileged()).Spec("nodeName", "n1").Spec("schedulerName", "hami-scheduler");
        foreach (var sub in new[] { null, "status" })
            Assert.True(Webhooks.Guard(new ReviewedRequest(pod) { Operation = "UPDATE", SubResource = sub, OldObject = pod }).Allowed);
    }

    [Fact]
    public void An_ephemeral_container_that_is_there_already_is_not_judged_anew()
    {
        var pod = PodWith(Place.App, Pods.Share(), Place.Ephemeral, Pods.Container("old").Privileged());
        Assert.True(Webhooks.Guard(Adding(pod) with { OldObject = pod }).Allowed);
    }

    // Servers before 1.22 send the list of ephemeral containers alone.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(null, false)]
    public void Where_the_pod_is_not_shown_it_is_looked_up_and_an_unknown_one_may_have_devices(bool? hasDevices, bool allowed)
    {
        var webhooks = new Webhooks();
        if (hasDevices is { } known) webhooks.KnownPods["default/p"] = new("uid", known);
        var verdict = webhooks.Guard(new ReviewedRequest(EphemeralList(Pods.Container("debug").Privileged()))
        {
            SubResource = "ephemeralcontainers",
            Operation = "UPDATE",
            Name = "p",
            OldObject = EphemeralList(),
        });
        Assert.Equal(allowed, verdict.Allowed);
    }

    [Fact]
    public void Deleting_is_always_possible() =>
        Assert.True(Webhooks.Guard(new ReviewedRequest(null) { Operation = "DELETE", OldObject = Pods.Of(Pods.Share().Privileged()) }).Allowed);

    [Theory]
    [InlineData("deployments", null, "CREATE")]
    [InlineData("pods", "eviction", "CREATE")]
    [InlineData("pods", null, "PATCH")]
    public void What_it_is_not_made_for_is_refused(string resource, string? sub, string operation) =>
        Assert.StartsWith($"the guard does not judge {operation} of", Webhooks.Guard(new ReviewedRequest(new JsonObject()) { Resource = resource, SubResource = sub, Operation = operation }).Message);

    [Theory]
    [InlineData(null)]
    [InlineData("status")]
    [InlineData("ephemeralcontainers")]
    public void An_update_that_does_not_show_what_was_is_refused(string? sub) =>
        Assert.Contains("oldObject: expected an object, found nothing", Webhooks.Guard(new ReviewedRequest(Pods.Of(Pods.Share())) { Operation = "UPDATE", SubResource = sub }).Message);

    internal static ReviewedRequest Adding(JsonObject pod)
    {
        var before = pod.DeepClone().AsObject();
        before["spec"]!.AsObject().Remove("ephemeralContainers");
        return new ReviewedRequest(pod) { Operation = "UPDATE", SubResource = "ephemeralcontainers", Name = "p", OldObject = before };
    }

    internal static JsonObject EphemeralList(params JsonObject[] containers) => new()
    {
        ["kind"] = "EphemeralContainers",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "default" },
        ["ephemeralContainers"] = new JsonArray([.. containers]),
    };

    private static JsonObject PodWith(Place firstPlace, JsonObject first, Place secondPlace, JsonObject second)
    {
        var pod = Pods.Of(Pods.Container("plain"));
        Put(pod, firstPlace, first);
        Put(pod, secondPlace, second);
        return pod;
    }

    private static void Put(JsonObject pod, Place place, JsonObject container)
    {
        var list = place switch { Place.App => "containers", Place.Ephemeral => "ephemeralContainers", _ => "initContainers" };
        if (place == Place.Sidecar) container["restartPolicy"] = "Always";
        if (pod["spec"]![list] is null) pod["spec"]![list] = new JsonArray();
        pod["spec"]![list]!.AsArray().Add(container);
    }
}
