using System.Text.Json;
using System.Text.Json.Nodes;
using Hami.Core.Admission;
using Hami.Core.Placement;
using Hami.Core.Placement.Quota;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>What the original's webhook answered. Code and reason aren't compared; its message is part of ours.</summary>
public sealed class AdmissionVectorTests
{
    public static TheoryData<string> Ids() => [.. VectorFile.OfKind("admission").Select(scenario => scenario.Id)];

    [Fact]
    public void All_scenarios_are_here() => Assert.Equal(129, VectorFile.OfKind("admission").Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Answers_as_the_original(string id)
    {
        var scenario = Find(id);
        var verdict = WebhooksOf(scenario).Mutate(RequestOf(scenario));

        Assert.Equal(scenario.Expect.GetProperty("allowed").GetBoolean(), verdict.Allowed);
        if (scenario.Expect.TryGetProperty("message", out var message)) Assert.Contains(message.GetString()!, verdict.Message);
        else Assert.Empty(verdict.Message);
        if (scenario.Expect.TryGetProperty("changes", out var changes)) AssertChanges(PodOf(scenario), changes, verdict.Result);
        else Assert.Empty(verdict.Patch);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_guard_admits_what_the_mutating_webhook_made_of_it_and_refuses_what_that_refused(string id)
    {
        var scenario = Find(id);
        var webhooks = WebhooksOf(scenario);
        var mutated = webhooks.Mutate(RequestOf(scenario));
        var guarded = webhooks.Guard(new ReviewedRequest(mutated.Result));
        var isQuota = mutated.Message.StartsWith("exceeding resource quota", StringComparison.Ordinal);

        Assert.Equal((isQuota || mutated.Allowed, isQuota || mutated.Allowed ? "" : mutated.Message), (guarded.Allowed, guarded.Message));
    }

    private static Scenario Find(string id) => VectorFile.OfKind("admission").Single(scenario => scenario.Id == id);

    private static JsonNode PodOf(Scenario scenario) => JsonNode.Parse(scenario.Json.GetProperty("pod").GetRawText())!;

    private static ReviewedRequest RequestOf(Scenario scenario)
    {
        var pod = PodOf(scenario);
        return new ReviewedRequest(pod) { Namespace = (string)pod["metadata"]!["namespace"]! };
    }

    private static Webhooks WebhooksOf(Scenario scenario)
    {
        var vendors = VectorVendors.Of(scenario.Text("config")!);
        var flags = scenario.Json.TryGetProperty("flags", out var given) ? given : default;
        return new Webhooks
        {
            Vendors = vendors,
            RoomOf = LedgerOf(scenario, vendors).RoomOf,
            Settings = new AdmissionSettings
            {
                SchedulerName = flags.ValueKind == JsonValueKind.Object && flags.TryGetProperty("scheduler_name", out var name) ? name.GetString()! : "hami-scheduler",
                ForceOverwriteDefaultScheduler = flags.ValueKind != JsonValueKind.Object
                    || !flags.TryGetProperty("force_overwrite_default_scheduler", out var force) || force.GetBoolean(),
            },
        };
    }

    private static QuotaLedger LedgerOf(Scenario scenario, VendorSet vendors)
    {
        var ledger = new QuotaLedger(vendors);
        if (scenario.Json.TryGetProperty("quotas", out var quotas))
        {
            foreach (var quota in quotas.EnumerateArray())
            {
                ledger.Set(new ResourceQuota
                {
                    Namespace = quota.GetProperty("namespace").GetString()!,
                    Name = quota.GetProperty("name").GetString()!,
                    Hard = new ResourceList([.. quota.GetProperty("hard").EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, new Quantity(entry.Value.GetString()!)))]),
                });
            }
        }

        if (scenario.Json.TryGetProperty("existing", out var existing))
        {
            foreach (var placed in existing.EnumerateArray())
            {
                var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(placed));
                var pod = PodReader.Read(ref reader, FieldSelection.All);
                ledger.Charge(pod.Namespace, new PodCharge(PodUsage.FromAnnotations(pod, vendors), pod.InitContainersCompleted));
            }
        }

        return ledger;
    }

    private static void AssertChanges(JsonNode pod, JsonElement changes, JsonNode result)
    {
        var expected = pod.DeepClone();
        if (changes.TryGetProperty("scheduler_name", out var scheduler)) expected["spec"]!["schedulerName"] = scheduler.GetString();
        if (changes.TryGetProperty("runtime_class", out var runtimeClass)) expected["spec"]!["runtimeClassName"] = runtimeClass.GetString();
        Assert.False(changes.TryGetProperty("annotations", out _));
        if (changes.TryGetProperty("containers", out var containers))
        {
            foreach (var container in containers.EnumerateObject())
            {
                Assert.Subset(new HashSet<string> { "limits", "env_appended" }, container.Value.EnumerateObject().Select(member => member.Name).ToHashSet());
                ChangeContainer(Container(expected, container.Name), container.Value, Container(result, container.Name));
            }
        }

        Assert.True(JsonNode.DeepEquals(expected, result), $"expected {expected.ToJsonString()}\nfound {result.ToJsonString()}");
    }

    private static void ChangeContainer(JsonObject expected, JsonElement change, JsonObject result)
    {
        if (change.TryGetProperty("limits", out var limits))
        {
            foreach (var limit in limits.EnumerateObject())
            {
                var resources = Object(expected, "resources");
                Object(resources, "limits")[limit.Name] = limit.Value.GetString();

                // A limit that is set may be copied into the requests.
                if ((string?)result["resources"]?["requests"]?[limit.Name] == limit.Value.GetString()) Object(resources, "requests")[limit.Name] = limit.Value.GetString();
            }
        }

        if (!change.TryGetProperty("env_appended", out var appended)) return;
        var before = expected["env"]?.AsArray() ?? [];
        var after = result["env"]!.AsArray().ToArray();
        Assert.Equal(
            appended.EnumerateArray().Select(variable => variable.GetString()),
            after[before.Count..].Select(variable => $"{variable!["name"]}={variable["value"]}").Order(StringComparer.Ordinal));
        expected["env"] = new JsonArray([.. before.Concat(after[before.Count..]).Select(variable => variable!.DeepClone())]);
    }

    private static JsonObject Object(JsonObject parent, string member)
    {
        if (parent[member] is null) parent[member] = new JsonObject();
        return parent[member]!.AsObject();
    }

    private static JsonObject Container(JsonNode pod, string name) =>
        (pod["spec"]!["initContainers"]?.AsArray() ?? []).Concat(pod["spec"]!["containers"]!.AsArray())
            .Select(container => container!.AsObject()).Single(container => (string)container["name"]! == name);
}
