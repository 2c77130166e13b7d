using System.Text.Json.Nodes;
using Hami.Core.Admission;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>The third family: no pod with devices brings variables along that widen what it is given.</summary>
public sealed class GuardVariableTests
{
    public static TheoryData<string> Grants() =>
    [
        "NVIDIA_VISIBLE_DEVICES", "CUDA_DEVICE_MEMORY_LIMIT", "CUDA_DEVICE_MEMORY_LIMIT_0", "CUDA_DEVICE_MEMORY_LIMIT_15", "CUDA_DEVICE_SM_LIMIT",
        "CUDA_DEVICE_SM_LIMIT_3", "CUDA_DEVICE_MEMORY_SHARED_CACHE", "CUDA_OVERSUBSCRIBE", "CUDA_DISABLE_CONTROL", "GPU_CORE_UTILIZATION_POLICY",
    ];

    [Theory]
    [InlineData("CUDA_DEVICE_MEMORY_LIMIT_")]
    [InlineData("CUDA_DEVICE_MEMORY_LIMIT_X")]
    [InlineData("CUDA_DEVICE_MEMORY_LIMIT0")]
    [InlineData("CUDA_OVERSUBSCRIBE_0")]
    [InlineData("cuda_oversubscribe")]
    [InlineData("CUDA_TASK_PRIORITY")]
    [InlineData("NVIDIA_DRIVER_CAPABILITIES")]
    [InlineData("")]
    public void Other_variables_are_the_users(string name) => Assert.False(GrantVariables.Contains(name));

    [Theory]
    [MemberData(nameof(Grants))]
    public void A_grant_is_removed_from_every_container_with_a_warning(string name)
    {
        var pod = Pods.Of(With(Pods.Share("c"), name), With(Pods.Container("d"), name)).Init(With(Pods.Container("i"), name));
        var verdict = new Webhooks().Mutate(new ReviewedRequest(pod));

        foreach (var container in Containers(verdict.Result)) Assert.Equal("""[{"name":"A","value":"1"},{"name":"Z","value":"2"}]""", container["env"]!.ToJsonString());
        Assert.Equal(
            new[] { "i", "c", "d" }.Select(container => $"container {container}: the variable {name} was removed: it would widen what the container is given"), verdict.Warnings);
        Assert.True(new Webhooks().Guard(new ReviewedRequest(verdict.Result)).Allowed);
    }

    [Theory]
    [MemberData(nameof(Grants))]
    public void One_that_comes_from_elsewhere_is_removed_too(string name)
    {
        var smuggled = new JsonObject { ["name"] = name, ["valueFrom"] = new JsonObject { ["configMapKeyRef"] = new JsonObject { ["name"] = "m", ["key"] = "k" } } };
        var pod = Pods.Of(Pods.Share().With(smuggled));
        Assert.False(new Webhooks().Guard(new ReviewedRequest(pod)).Allowed);
        Assert.Equal("[]", new Webhooks().Mutate(new ReviewedRequest(pod)).Result["spec"]!["containers"]![0]!["env"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Grants))]
    public void Where_the_mutation_is_skipped_the_guard_refuses(string name)
    {
        foreach (var pod in new[]
        {
            Pods.Of(With(Pods.Share(), name)).Labelled("hami.io/webhook", "ignore"),
            Pods.Of(Pods.Share(), With(Pods.Container("d"), name)).Spec("schedulerName", "other"),
            Pods.Of(Pods.Share()).Init(With(Pods.Container("i"), name)).Spec("schedulerName", "other"),
        })
        {
            var verdict = new Webhooks().Guard(new ReviewedRequest(pod));
            Assert.False(verdict.Allowed);
            Assert.Contains($"the variable {name} would widen what the container is given: remove it", verdict.Message);
        }

        Assert.Empty(new Webhooks().Mutate(new ReviewedRequest(Pods.Of(With(Pods.Share(), name)).Spec("schedulerName", "other"))).Patch);
    }

    [Theory]
    [MemberData(nameof(Grants))]
    public void A_pod_without_devices_keeps_its_variables(string name)
    {
        var request = new ReviewedRequest(Pods.Of(With(Pods.Container("c"), name)));
        Assert.Empty(new Webhooks().Mutate(request).Patch);
        Assert.True(new Webhooks().Guard(request).Allowed);
    }

    [Theory]
    [MemberData(nameof(Grants))]
    public void What_the_configuration_allows_stays(string name)
    {
        var webhooks = new Webhooks { Settings = Webhooks.Defaults with { AllowedVariables = new HashSet<string> { GrantVariables.WithoutNumber(name) } } };
        var verdict = webhooks.Mutate(new ReviewedRequest(Pods.Of(With(Pods.Share(), name))));
        Assert.Empty(verdict.Warnings);
        Assert.Contains(name, verdict.Result["spec"]!["containers"]![0]!["env"]!.ToJsonString());
        Assert.True(webhooks.Guard(new ReviewedRequest(verdict.Result)).Allowed);
    }

    [Theory]
    [InlineData("runtime-class-and-core-policy", "GPU_CORE_UTILIZATION_POLICY", "force")]
    [InlineData("nvidia-overwrite-env", "NVIDIA_VISIBLE_DEVICES", "none")]
    public void What_the_mutation_itself_sets_is_not_taken_for_the_users(string config, string name, string value)
    {
        var webhooks = new Webhooks { Vendors = VectorVendors.Of(config) };
        var pod = Pods.Of(Pods.Share(), Pods.Container("d").With(Pods.Variable(name, "all")));
        var mutated = webhooks.Mutate(new ReviewedRequest(pod)).Result;

        Assert.Equal($$"""[{"name":"{{name}}","value":"{{value}}"}]""", mutated["spec"]!["containers"]![1]!["env"]!.ToJsonString());
        Assert.True(webhooks.Guard(new ReviewedRequest(mutated)).Allowed);
        Assert.False(webhooks.Guard(new ReviewedRequest(pod)).Allowed);
    }

    [Fact]
    public void With_overwriteEnv_a_pod_without_devices_is_cut_off_all_the_same()
    {
        var webhooks = new Webhooks { Vendors = VectorVendors.Of("nvidia-overwrite-env") };
        var result = webhooks.Mutate(new ReviewedRequest(Pods.Of(Pods.Container("c").With(Pods.Variable("NVIDIA_VISIBLE_DEVICES", "all"))))).Result;

        // Of two variables of one name the last one counts.
        Assert.Equal("""[{"name":"NVIDIA_VISIBLE_DEVICES","value":"all"},{"name":"NVIDIA_VISIBLE_DEVICES","value":"none"}]""", result["spec"]!["containers"]![0]!["env"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Grants))]
    public void An_added_ephemeral_container_is_treated_likewise(string name)
    {
        var request = GuardRequestTests.Adding(Pods.Of(Pods.Share()).Ephemeral(With(Pods.Container("debug"), name)));
        var verdict = new Webhooks().Mutate(request);

        Assert.Equal("""[{"name":"A","value":"1"},{"name":"Z","value":"2"}]""", verdict.Result["spec"]!["ephemeralContainers"]![0]!["env"]!.ToJsonString());
        Assert.Single(verdict.Warnings);
        Assert.False(new Webhooks().Guard(request).Allowed);
        Assert.True(new Webhooks().Guard(request with { Object = verdict.Result }).Allowed);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, true)]
    public void And_where_the_server_shows_only_the_list_of_them(bool? hasDevices, bool removes)
    {
        var webhooks = new Webhooks();
        if (hasDevices is { } known) webhooks.KnownPods["default/p"] = new PodDevices("uid", known);
        var request = new ReviewedRequest(GuardRequestTests.EphemeralList(With(Pods.Container("debug"), "CUDA_DISABLE_CONTROL")))
        {
            SubResource = "ephemeralcontainers",
            Operation = "UPDATE",
            Name = "p",
            OldObject = GuardRequestTests.EphemeralList(),
        };

        Assert.Equal(removes ? 2 : 3, webhooks.Mutate(request).Result["ephemeralContainers"]![0]!["env"]!.AsArray().Count);
        Assert.Equal(!removes, webhooks.Guard(request).Allowed);
    }

    [Fact]
    public void An_ephemeral_container_that_is_there_already_stays_as_it_is()
    {
        var pod = Pods.Of(Pods.Share()).Ephemeral(With(Pods.Container("old"), "CUDA_DISABLE_CONTROL"));
        var request = GuardRequestTests.Adding(pod) with { OldObject = pod };
        Assert.Empty(new Webhooks().Mutate(request).Patch);
        Assert.True(new Webhooks().Guard(request).Allowed);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("CUDA_", true)]
    [InlineData("CUDA_DEVICE_SM_LIMIT_", true)]
    [InlineData("CUDA_DEVICE_SM_LIMIT_1", true)]
    [InlineData("CUDA_DEVICE_SM_LIMIT_X", false)]
    [InlineData("APP_", false)]
    public void A_source_that_could_hold_a_grant_is_warned_of(string prefix, bool warns)
    {
        var container = Pods.Share();
        container["envFrom"] = new JsonArray(new JsonObject { ["prefix"] = prefix, ["configMapRef"] = new JsonObject { ["name"] = "settings" } });
        var request = new ReviewedRequest(Pods.Of(container));
        foreach (var verdict in new[] { new Webhooks().Mutate(request), new Webhooks().Guard(request) })
        {
            Assert.True(verdict.Allowed);
            Assert.Equal(warns ? 1 : 0, verdict.Warnings.Count(warning => warning.StartsWith("container c: envFrom is not checked", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Warnings_are_short_enough_to_be_shown_whole()
    {
        var container = With(Pods.Share("a-container-name-that-is-as-long-as-names-of-containers-may-be1"), "CUDA_DEVICE_MEMORY_SHARED_CACHE");
        container["envFrom"] = new JsonArray(new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = "settings" } });
        Assert.All(new Webhooks().Mutate(new ReviewedRequest(Pods.Of(container))).Warnings, warning => Assert.InRange(warning.Length, 1, 256));
    }

    private static JsonObject With(JsonObject container, string name) => container.With(Pods.Variable("A", "1"), Pods.Variable(name, "all"), Pods.Variable("Z", "2"));

    private static IEnumerable<JsonNode> Containers(JsonNode pod) =>
        pod["spec"]!["containers"]!.AsArray().Concat(pod["spec"]!["initContainers"]!.AsArray()).Select(container => container!);
}
