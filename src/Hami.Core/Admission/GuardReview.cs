using Hami.Core.Admission.Reviews;
using Hami.Core.Admission.Rules;
using Hami.Core.Admission.Submitted;
using Hami.Core.Placement;
using Hami.Core.Protocol;

namespace Hami.Core.Admission;

/// <summary>
/// The guard, a validating webhook that nothing skips: decisions are not forged, pods with devices ask for what can be given and
/// don't widen it, only our scheduler binds them. It changes nothing. Where it is asked about what it doesn't know, it refuses.
/// </summary>
public sealed class GuardReview
{
    private const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    private readonly VendorSet vendors;
    private readonly GuardedKeys keys;
    private readonly AdmissionSettings settings;
    private readonly Func<string, string, PodDevices?> podOf;

    /// <summary>Takes what it decides by.</summary>
    /// <param name="vendors">The vendors.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="podOf">The pod of a namespace and name as the watch knows it, null when it doesn't.</param>
    public GuardReview(VendorSet vendors, AdmissionSettings settings, Func<string, string, PodDevices?> podOf)
    {
        this.vendors = vendors;
        this.settings = settings;
        this.podOf = podOf;
        keys = new GuardedKeys(vendors);
    }

    /// <summary>Judges a request.</summary>
    /// <exception cref="MalformedException">The object can't be read.</exception>
    public AdmissionAnswer Review(AdmissionRequest request)
    {
        // Neither sets a key nor adds a container.
        if (request.Operation is "DELETE" or "CONNECT") return AdmissionAnswer.Allow();
        if (request.NewObject is null) throw new MalformedException("object: expected an object, found nothing");
        var warnings = new List<string>();
        IEnumerable<string>? violations = (request.Group, request.Target, request.Operation) switch
        {
            ("", "pods", "CREATE") => Create(request, warnings),
            ("", "pods" or "pods/status", "UPDATE") => Forgeries(request),
            ("", "pods/ephemeralcontainers", "UPDATE") => AddEphemeral(request, warnings),
            ("", "bindings" or "pods/binding", "CREATE") => BindingRules.Violations(request, keys, settings, podOf),
            ("", "namespaces", "CREATE" or "UPDATE") => NamespaceLabel(request),
            _ => null,
        };
        if (violations is null)
            return AdmissionAnswer.Fail($"the guard does not judge {request.Operation} of {request.Target}: take the rule out of the webhook's registration");

        var found = violations.ToArray();
        return found.Length > 0 ? AdmissionAnswer.Deny(found) : AdmissionAnswer.Allow() with { Warnings = warnings };
    }

    private List<string> Create(AdmissionRequest request, List<string> warnings)
    {
        var pod = SubmittedPod.Read(request.NewObject);
        var violations = ForgeryRules.Violations(pod, null, request.Requester, keys, settings).ToList();
        var assessment = PodAssessment.Of(pod, vendors);
        if (settings.Concerns(pod.SchedulerName ?? ""))
        {
            violations.AddRange(RequestRules.Violations(assessment, settings));
            warnings.AddRange(RequestRules.Cautions(assessment, vendors));
        }

        if (!assessment.AsksForDevices) return violations;
        foreach (var (container, draft) in assessment.Drafts)
        {
            violations.AddRange(VariableRules.Violations(container, draft.AppendedEnvironment, settings));
            warnings.AddRange(VariableRules.Cautions(container));
        }

        return violations;
    }

    private IEnumerable<string> Forgeries(AdmissionRequest request) =>
        ForgeryRules.Violations(SubmittedPod.Read(request.NewObject), Present(request), request.Requester, keys, settings);

    private List<string> AddEphemeral(AdmissionRequest request, List<string> warnings)
    {
        var pod = SubmittedPod.Read(request.NewObject);
        var violations = ForgeryRules.Violations(pod, Present(request), request.Requester, keys, settings).ToList();
        if (!EphemeralAddition.MayReachDevices(pod, request, vendors, podOf)) return violations;

        var added = EphemeralAddition.Added(pod, request).ToArray();
        if (!pod.IsWhole || settings.Concerns(pod.SchedulerName ?? "")) violations.AddRange(RequestRules.Privileges(added));
        foreach (var container in added)
        {
            violations.AddRange(VariableRules.Violations(container, [], settings));
            warnings.AddRange(VariableRules.Cautions(container));
        }

        return violations;
    }

    // Servers before 1.21 let anyone who may write a namespace take the name of one that the guard leaves out.
    private static IEnumerable<string> NamespaceLabel(AdmissionRequest request)
    {
        var metadata = Field.Root(request.NewObject)["metadata"];
        var name = metadata["name"].Text();
        if (metadata["labels"].Texts().TryGetValue(NamespaceNameLabel, out var label) && label != name)
            yield return $"namespace {name}: label {NamespaceNameLabel} is \"{label}\": it must be the namespace's own name";
    }

    private static SubmittedPod Present(AdmissionRequest request) =>
        request.OldObject is null ? throw new MalformedException("oldObject: expected an object, found nothing") : SubmittedPod.Read(request.OldObject);
}
