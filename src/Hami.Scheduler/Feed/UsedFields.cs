using Hami.Core.Placement;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;

namespace Hami.Scheduler.Feed;

/// <summary>Which fields of pods, nodes and quotas placement reads: the rest is not kept.</summary>
internal static class UsedFields
{
    /// <summary>The fields for these vendors.</summary>
    /// <param name="vendors">The vendors in use.</param>
    /// <param name="nodeLabels">Node labels that a selector names.</param>
    public static FieldSelection Of(VendorSet vendors, IEnumerable<string> nodeLabels)
    {
        var descriptions = vendors.All.Select(static vendor => vendor.Description).ToList();
        string[] annotations =
        [
            AnnotationKeys.AssignedNode, AnnotationKeys.BindPhase, AnnotationKeys.NodeSchedulerPolicy, AnnotationKeys.GpuSchedulerPolicy,
            AnnotationKeys.ScoringWeights, AnnotationKeys.DeviceCordon, AnnotationKeys.NodeLock, AnnotationKeys.NodeHandover, AnnotationKeys.Handover,
            .. descriptions.SelectMany(static description => description.NodeAnnotations),
            .. descriptions.SelectMany(static description => description.DecisionKeys),
            .. descriptions.SelectMany(static description => description.UserKeys),
            .. descriptions.Select(static description => description.PrivateLockKey).Where(static key => key.Length > 0),
        ];
        return new FieldSelection(annotations.Distinct(), [LabelKeys.PodGroup, .. nodeLabels], descriptions.SelectMany(static description => description.ResourceNames).Distinct());
    }
}
