using Hami.Core.Admission.Reviews;
using Hami.Core.Admission.Rules;
using Hami.Core.Admission.Submitted;
using Hami.Core.Placement;
using Hami.Core.Placement.Quota;

namespace Hami.Core.Admission;

/// <summary>
/// The mutating webhook (control-plane.md §2.2): completes the requests of pods with devices and hands them to our scheduler.
/// It may be passed by (label, namespace, failure), so nothing rests on it alone: the <see cref="GuardReview"/> holds the same rules.
/// </summary>
public sealed class MutatingReview
{
    private readonly VendorSet vendors;
    private readonly AdmissionSettings settings;
    private readonly Func<string, IReadOnlyDictionary<string, QuotaRoom>> roomOf;
    private readonly Func<string, string, PodDevices?> podOf;

    /// <summary>Takes what it decides by.</summary>
    /// <param name="vendors">The vendors.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="roomOf">What the quotas leave to a namespace, by vendor key (<see cref="QuotaLedger.RoomOf"/>).</param>
    /// <param name="podOf">The pod of a namespace and name as the watch knows it, null when it doesn't.</param>
    public MutatingReview(
        VendorSet vendors, AdmissionSettings settings, Func<string, IReadOnlyDictionary<string, QuotaRoom>> roomOf, Func<string, string, PodDevices?> podOf)
    {
        this.vendors = vendors;
        this.settings = settings;
        this.roomOf = roomOf;
        this.podOf = podOf;
    }

    /// <summary>Judges a request.</summary>
    /// <exception cref="Protocol.MalformedException">The object can't be read.</exception>
    public AdmissionAnswer Review(AdmissionRequest request) => (request.Group, request.Target, request.Operation) switch
    {
        ("", "pods", "CREATE") => Create(request),
        ("", "pods/ephemeralcontainers", "UPDATE") => AddEphemeral(request),
        _ => AdmissionAnswer.Allow(),
    };

    private AdmissionAnswer Create(AdmissionRequest request)
    {
        var pod = SubmittedPod.Read(request.NewObject);
        if (!pod.Containers.Any(static container => container.Position == ContainerPosition.App)) return AdmissionAnswer.Deny([RequestRules.NoContainers]);
        if (!settings.Concerns(pod.SchedulerName ?? "")) return AdmissionAnswer.Allow("pod already has different scheduler assigned");

        var assessment = PodAssessment.Of(pod, vendors);
        var ns = request.Namespace;
        var violations = RequestRules.Violations(assessment, settings)
            .Concat(QuotaRules.Violations(assessment.Requests, ns, roomOf(ns), vendors))
            .ToArray();
        if (violations.Length > 0) return AdmissionAnswer.Deny(violations);

        using var patch = new JsonPatch();
        var warnings = new List<string>();
        foreach (var (container, draft) in assessment.Drafts)
        {
            ContainerPatch.SetResources(patch, container, draft);
            var removed = assessment.AsksForDevices ? VariableRules.Forbidden(container, settings) : [];
            ContainerPatch.SetEnvironment(patch, container, removed, draft.AppendedEnvironment);
            warnings.AddRange(draft.Warnings);
            warnings.AddRange(Removals(container, removed));
            if (assessment.AsksForDevices) warnings.AddRange(VariableRules.Cautions(container));
        }

        if (assessment.AsksForDevices) HandOver(patch, pod, assessment);
        warnings.AddRange(RequestRules.Cautions(assessment, vendors));
        return Allow(patch, warnings);
    }

    private void HandOver(JsonPatch patch, SubmittedPod pod, PodAssessment assessment)
    {
        if (settings.SchedulerName.Length > 0 && pod.SchedulerName != settings.SchedulerName)
            patch.Set("/spec/schedulerName", settings.SchedulerName, pod.SchedulerName is not null);
        if (!pod.HasRuntimeClass && assessment.Drafts.Select(static entry => entry.Draft.RuntimeClass).FirstOrDefault(static name => name is not null) is { } runtimeClass)
            patch.Set("/spec/runtimeClassName", runtimeClass, replaces: false);
    }

    private AdmissionAnswer AddEphemeral(AdmissionRequest request)
    {
        var pod = SubmittedPod.Read(request.NewObject);
        if (pod.IsWhole && !settings.Concerns(pod.SchedulerName ?? "")) return AdmissionAnswer.Allow();
        if (!EphemeralAddition.MayReachDevices(pod, request, vendors, podOf)) return AdmissionAnswer.Allow();
        using var patch = new JsonPatch();
        var warnings = new List<string>();
        foreach (var container in EphemeralAddition.Added(pod, request))
        {
            var removed = VariableRules.Forbidden(container, settings);
            ContainerPatch.SetEnvironment(patch, container, removed, []);
            warnings.AddRange(Removals(container, removed));
            warnings.AddRange(VariableRules.Cautions(container));
        }

        return Allow(patch, warnings);
    }

    private static AdmissionAnswer Allow(JsonPatch patch, List<string> warnings) =>
        AdmissionAnswer.Allow() with { Patch = patch.IsEmpty ? null : patch.ToUtf8(), Warnings = warnings };

    private static IEnumerable<string> Removals(SubmittedContainer container, IReadOnlyList<int> removed) => removed.Select(index =>
        $"container {container.Name}: the variable {container.Environment![index].Name} was removed: it would widen what the container is given");
}
