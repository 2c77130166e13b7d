using System.Collections.Frozen;
using Hami.Core.Placement;
using Hami.Core.Protocol;

namespace Hami.Core.Admission;

/// <summary>The one list of annotations and labels of a pod that only decisions write: whoever forges one takes devices without asking (control-plane.md C20).</summary>
public sealed class GuardedKeys
{
    /// <summary>Takes the keys of all vendors, and those that no vendor owns.</summary>
    public GuardedKeys(VendorSet vendors) => Annotations = vendors.All
        .SelectMany(static vendor => vendor.Description.DecisionKeys)
        .Concat([AnnotationKeys.AssignedNode, AnnotationKeys.AssignedTime, AnnotationKeys.BindPhase, AnnotationKeys.BindTime, AnnotationKeys.Handover])
        .ToFrozenSet();

    /// <summary>Annotations.</summary>
    public FrozenSet<string> Annotations { get; }

    /// <summary>Labels.</summary>
    public FrozenSet<string> Labels { get; } = new[] { LabelKeys.AssignedNode }.ToFrozenSet();
}
