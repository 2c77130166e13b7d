using System.Globalization;
using System.Text;
using System.Text.Json;
using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Placement;

/// <summary>The cluster of a vector, ready to place pods on.</summary>
internal sealed class VectorCluster
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_705_054_796);
    private static readonly string[] NotOfTheVectors =
    [
        AnnotationKeys.AssignedNode, AnnotationKeys.AssignedTime, AnnotationKeys.BindPhase, AnnotationKeys.BindTime,
    ];

    private readonly VendorSet vendors;

    public VectorCluster(JsonElement scenario)
    {
        vendors = VectorVendors.Of(scenario.GetProperty("config").GetString()!);
        var flags = scenario.TryGetProperty("flags", out var given) ? given : default;
        var defaults = new PlacementDefaults(Flag(flags, "node_policy") ?? "binpack", Flag(flags, "gpu_policy") ?? "spread");
        State = new ClusterState(vendors, new StateSettings { Defaults = defaults });
        if (scenario.TryGetProperty("quotas", out var quotas))
        {
            foreach (var quota in quotas.EnumerateArray())
                State.QuotaUpserted(new ResourceQuota
                {
                    Namespace = quota.GetProperty("namespace").GetString()!,
                    Name = quota.GetProperty("name").GetString()!,
                    Hard = new ResourceList([.. quota.GetProperty("hard").EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, new Quantity(entry.Value.GetString()!)))]),
                });
        }

        foreach (var node in scenario.GetProperty("nodes").EnumerateArray()) State.NodeUpserted(ReadNode(node));
        if (!scenario.TryGetProperty("existing", out var existing)) return;
        foreach (var pod in existing.EnumerateArray()) State.PodUpserted(ReadPod(pod));
    }

    public ClusterState State { get; }

    public static IEnumerable<string> NodeNames(JsonElement scenario) =>
        scenario.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("metadata").GetProperty("name").GetString()!);

    public static Pod ReadPod(JsonElement json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json.GetRawText()));
        reader.Read();
        return PodReader.Read(ref reader, FieldSelection.All);
    }

    public FilterOutcome Filter(Pod pod, params IEnumerable<string> names)
    {
        var candidates = State.NewCandidates();
        foreach (var name in names) candidates.Add(Encoding.UTF8.GetBytes(name));
        return State.Filter(pod, candidates, Fence.Sole, Now);
    }

    /// <summary>What a node answers when it alone is offered.</summary>
    public void AssertNode(string name, Pod pod, JsonElement expect)
    {
        var candidates = State.NewCandidates();
        candidates.Add(name);
        var outcome = State.Decide(pod, candidates);
        if (!expect.GetProperty("fits").GetBoolean())
        {
            Assert.Equal(FilterKind.Refused, outcome.Kind);
            Assert.Equal(expect.GetProperty("reason").GetString(), Assert.Single(outcome.Refusals).Reason);
            return;
        }

        Assert.Equal(FilterKind.Placed, outcome.Kind);
        AssertAnnotations(outcome.Placement!, expect.GetProperty("annotations"));
        if (expect.TryGetProperty("score", out var score))
            Assert.Equal(score.GetString(), outcome.Placement!.Score.ToString("F2", CultureInfo.InvariantCulture));
    }

    public void AssertAnnotations(PodPlacement placement, JsonElement expect)
    {
        var written = Decision.Annotations(placement, vendors, Now).Where(entry => !NotOfTheVectors.Contains(entry.Key));
        Assert.Equal(
            expect.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!).OrderBy(entry => entry.Key, StringComparer.Ordinal),
            written.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    public void AssertUsage(string node, JsonElement expect)
    {
        var snapshot = State.SnapshotOf(node)!;
        var actual = new List<string>();
        for (var i = 0; i < snapshot.Devices.Length; i++)
            actual.Add($"{snapshot.Devices[i].Id}: {snapshot.Usage[i].Slots} slots, {snapshot.Usage[i].Memory} MiB, {snapshot.Usage[i].Cores} %");
        Assert.Equal(
            expect.EnumerateArray().Select(card => $"{card.GetProperty("id").GetString()}: {card.GetProperty("used")} slots, {card.GetProperty("mem")} MiB, {card.GetProperty("cores")} %").Order(StringComparer.Ordinal),
            actual.Order(StringComparer.Ordinal));
    }

    public void AssertQuota(JsonElement expect)
    {
        var rows = State.Quotas().ToDictionary(row => (row.Namespace, row.Resource), row => row.Used);
        foreach (var ns in expect.EnumerateObject())
        {
            foreach (var resource in ns.Value.EnumerateObject())
                Assert.Equal(resource.Value.GetInt64(), rows.GetValueOrDefault((ns.Name, resource.Name)));
        }
    }

    private static Node ReadNode(JsonElement json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json.GetRawText()));
        reader.Read();
        return NodeReader.Read(ref reader, FieldSelection.All);
    }

    private static string? Flag(JsonElement flags, string name) =>
        flags.ValueKind == JsonValueKind.Object && flags.TryGetProperty(name, out var value) ? value.GetString() : null;
}
