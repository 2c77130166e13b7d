using Hami.Core.Admission.Submitted;
using Hami.Core.Placement;

namespace Hami.Core.Admission.Rules;

/// <summary>
/// What a pod with devices must not be or ask (control-plane.md §2.2, steps 2, 5, 6 and 7, C4, C5). Both webhooks hold it: the mutating one
/// so that nothing is changed in vain, the guard because the other may be passed by.
/// </summary>
internal static class RequestRules
{
    public const string NoContainers = "pod has no containers";

    /// <summary>All that is wrong, each with its remedy.</summary>
    public static IEnumerable<string> Violations(PodAssessment assessment, AdmissionSettings settings)
    {
        if (!assessment.Pod.Containers.Any(static container => container.Position == ContainerPosition.App)) return [NoContainers];
        return
        [
            .. assessment.Drafts.SelectMany(static entry => entry.Draft.Violations),
            .. assessment.Requests.Violations,
            .. assessment.AsksForDevices ? Privileges(assessment.Pod.Containers) : [],
            .. assessment.AsksForDevices ? Node(assessment.Pod, settings) : [],
        ];
    }

    public static IEnumerable<string> Privileges(IEnumerable<SubmittedContainer> containers) => containers
        .Where(static container => container.IsPrivileged)
        .Select(static container =>
            $"container {container.Name} is privileged: it would reach every device of its node, whatever its pod is given: remove securityContext.privileged, or the devices from the pod");

    /// <summary>What its creator should know though the pod is admitted.</summary>
    public static IEnumerable<string> Cautions(PodAssessment assessment, VendorSet vendors)
    {
        foreach (var container in assessment.Requests.Containers)
        {
            foreach (var request in container.Requests)
            {
                var vendor = vendors.Find(request.Vendor)!;
                var most = vendor.MostCores(request);
                if (request.Cores > most) yield return $"container {container.Name}: {vendor.Description.CoreResource}: {request.Cores} counts as {most}, there is no more of a device";
            }
        }
    }

    private static IEnumerable<string> Node(SubmittedPod pod, AdmissionSettings settings)
    {
        // Without a scheduler of our own nothing is said, as in the original.
        if (pod.NodeName.Length > 0 && settings.SchedulerName.Length > 0)
            yield return $"pod has node assigned: spec.nodeName is {pod.NodeName}, so that no scheduler would choose its devices: remove it and select the node with spec.nodeSelector or spec.affinity";
    }
}
