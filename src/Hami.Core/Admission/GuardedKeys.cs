using System.Collections.Frozen;
using Hami.Core.Placement;
using Hami.Core.Protocol;

namespace Hami.Core.Admission;

/// <summary>The one list of annotations and labels of a pod that only decisions write: whoever forges one takes devices without asking (control-plane.md C20).</summary>
public sealed class GuardedKeys
{
    /// <summary>Takes the keys of all vendors, and those that no vendor owns.</summary>
    public GuardedKeys(VendorSet vendors)
    {
        Annotations = vendors.All
            .SelectMany(static vendor => vendor.Description.DecisionKeys)
            .Concat([AnnotationKeys.AssignedNode, AnnotationKeys.AssignedTime, AnnotationKeys.BindPhase, AnnotationKeys.BindTime, AnnotationKeys.Handover])
            .ToFrozenSet();
        OfNodeAgents = Annotations
            .Except(vendors.All.Select(static vendor => vendor.Description.AllocatedKey))
            .Except([AnnotationKeys.AssignedNode, AnnotationKeys.AssignedTime, AnnotationKeys.BindTime, AnnotationKeys.Handover])
            .ToFrozenSet();
    }

    /// <summary>Annotations.</summary>
    public FrozenSet<string> Annotations { get; }

    /// <summary>
    /// The annotations that node agents go on writing while a pod starts (control-plane.md §4, vendors.md §1.9): the shares
    /// still to be handed over, the phase, and what a vendor's own agent completes. Never where a pod is or what it was given.
    /// </summary>
    public FrozenSet<string> OfNodeAgents { get; }

    /// <summary>Labels.</summary>
    public FrozenSet<string> Labels { get; } = new[] { LabelKeys.AssignedNode }.ToFrozenSet();
}
