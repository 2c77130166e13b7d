using Hami.Core.Admission.Submitted;
using Hami.Core.Placement;
using Hami.Core.Requests;

namespace Hami.Core.Admission;

/// <summary>A submitted pod as the vendors see it: what they would change, and what it asks for after that.</summary>
internal sealed class PodAssessment
{
    private PodAssessment(SubmittedPod pod, IReadOnlyList<(SubmittedContainer Container, ContainerDraft Draft)> drafts, PodRequests requests)
    {
        Pod = pod;
        Drafts = drafts;
        Requests = requests;
        AsksForDevices = requests.AsksForDevices || drafts.Any(static entry => entry.Draft.AsksForDevices);
    }

    public SubmittedPod Pod { get; }

    /// <summary>Init containers, then apps, each with its draft. Ephemeral ones have no resources.</summary>
    public IReadOnlyList<(SubmittedContainer Container, ContainerDraft Draft)> Drafts { get; }

    /// <summary>What it asks for once the drafts are applied.</summary>
    public PodRequests Requests { get; }

    public bool AsksForDevices { get; }

    public static PodAssessment Of(SubmittedPod pod, VendorSet vendors)
    {
        var drafts = new List<(SubmittedContainer Container, ContainerDraft Draft)>();
        foreach (var container in pod.Containers)
        {
            if (container.Position == ContainerPosition.Ephemeral) continue;
            var draft = container.ToDraft();
            foreach (var vendor in vendors.All) vendor.Admit(draft);
            drafts.Add((container, draft));
        }

        var drafted = new Pod
        {
            Namespace = "",
            Name = "",
            Uid = "",
            InitContainers = [.. Take(drafts, ContainerPosition.Init)],
            Containers = [.. Take(drafts, ContainerPosition.App)],
        };
        return new PodAssessment(pod, drafts, PodRequests.Read(drafted, vendors));
    }

    private static IEnumerable<Container> Take(IEnumerable<(SubmittedContainer Container, ContainerDraft Draft)> drafts, ContainerPosition position) =>
        drafts.Where(entry => entry.Container.Position == position).Select(static entry => entry.Draft.ToContainer(entry.Container.IsSidecar));
}
