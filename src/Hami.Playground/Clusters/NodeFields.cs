using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Playground.Clusters;

/// <summary>What a template or an entry of <c>nodes</c> says of its nodes; null and absent keys leave it to the other.</summary>
internal sealed record NodeFields
{
    public static readonly NodeFields None = new();

    private static readonly Dictionary<string, string> UsualCapacity = new()
    {
        ["cpu"] = "64",
        ["memory"] = "256Gi",
        ["ephemeral-storage"] = "1Ti",
        ["pods"] = "250",
    };

    public Dictionary<string, string> Labels { get; private init; } = [];

    public Dictionary<string, string> Annotations { get; private init; } = [];

    public Dictionary<string, string> Capacity { get; private init; } = [];

    public IReadOnlyList<NodeTaint>? Taints { get; private init; }

    public bool? Unschedulable { get; private init; }

    public string? Handover { get; private init; }

    public IReadOnlyList<VendorBlock>? Vendors { get; private init; }

    /// <summary>Reads the section; fields of it that the caller has asked for are its own affair.</summary>
    public static NodeFields Read(YamlFields fields)
    {
        var read = new NodeFields
        {
            Labels = fields.Map("labels"),
            Annotations = fields.Map("annotations"),
            Capacity = ReadQuantities(fields, "capacity"),
            Taints = fields.Has("taints") ? [.. fields.Sections("taints").Select(ReadTaint)] : null,
            Unschedulable = fields.Has("unschedulable") ? fields.Flag("unschedulable") : null,
            Handover = fields.Has("handover") ? fields.Word("handover", HandoverWays.Cdi, HandoverWays.Lock) : null,
            Vendors = fields.Has("vendors") ? [.. fields.Sections("vendors").Select(VendorBlock.Read)] : null,
        };
        fields.RefuseOthers();
        return read;
    }

    /// <summary>Quantities by resource.</summary>
    public static Dictionary<string, string> ReadQuantities(YamlFields fields, string field)
    {
        var quantities = fields.Map(field);
        foreach (var (resource, text) in quantities)
        {
            if (!new Quantity(text).IsValid || text.StartsWith('-'))
                throw fields.Wrong(field, $"{resource}: '{text}' is no amount: write a number, with a suffix such as Mi or Gi if need be");
        }

        return quantities;
    }

    /// <summary>These fields where the other says nothing.</summary>
    public NodeFields OverriddenBy(NodeFields other) => new()
    {
        Labels = Merge(Labels, other.Labels),
        Annotations = Merge(Annotations, other.Annotations),
        Capacity = Merge(Capacity, other.Capacity),
        Taints = other.Taints ?? Taints,
        Unschedulable = other.Unschedulable ?? Unschedulable,
        Handover = other.Handover ?? Handover,
        Vendors = other.Vendors ?? Vendors,
    };

    /// <summary>A node of this kind.</summary>
    public SimulatedNode Node(string name)
    {
        var annotations = new Dictionary<string, string>(Annotations);
        var capacity = Merge(UsualCapacity, Capacity);
        var allocatable = new Dictionary<string, string>(capacity);
        if (Handover is not null) annotations[AnnotationKeys.NodeHandover] = Handover;
        foreach (var vendor in Vendors ?? []) vendor.AddTo(name, annotations, capacity, allocatable);
        return new SimulatedNode
        {
            Name = name,
            Labels = Labels,
            Annotations = annotations,
            Taints = Taints ?? [],
            IsUnschedulable = Unschedulable ?? false,
            Capacity = capacity,
            Allocatable = allocatable,
            Plugins = [.. (Vendors ?? []).Select(static vendor => vendor.Plugin).OfType<PluginBehaviour>()],
        };
    }

    private static NodeTaint ReadTaint(YamlFields fields)
    {
        var taint = new NodeTaint(
            fields.RequiredText("key"),
            fields.Text("value") ?? "",
            fields.Word("effect", "NoSchedule", "PreferNoSchedule", "NoExecute"));
        fields.RefuseOthers();
        return taint;
    }

    private static Dictionary<string, string> Merge(Dictionary<string, string> below, Dictionary<string, string> above)
    {
        var merged = new Dictionary<string, string>(below);
        foreach (var (key, value) in above) merged[key] = value;
        return merged;
    }
}
