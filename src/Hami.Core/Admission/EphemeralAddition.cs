using Hami.Core.Admission.Reviews;
using Hami.Core.Admission.Submitted;
using Hami.Core.Placement;

namespace Hami.Core.Admission;

/// <summary>Ephemeral containers that are put into a pod that exists.</summary>
internal static class EphemeralAddition
{
    /// <summary>The ones that are new; the others can't be changed any more, nor need judging again.</summary>
    public static IEnumerable<SubmittedContainer> Added(SubmittedPod pod, AdmissionRequest request)
    {
        var known = SubmittedPod.Read(request.OldObject).Containers.Select(static container => container.Name).ToHashSet();
        return pod.Containers.Where(container => container.Position == ContainerPosition.Ephemeral && !known.Contains(container.Name));
    }

    /// <summary>Whether the pod has devices. One that is neither shown nor known may have.</summary>
    public static bool MayReachDevices(SubmittedPod pod, AdmissionRequest request, VendorSet vendors, Func<string, string, PodDevices?> podOf) =>
        pod.IsWhole ? PodAssessment.Of(pod, vendors).AsksForDevices : podOf(request.Namespace, request.Name)?.AsksForDevices ?? true;
}
