using Hami.Core.Admission.Reviews;
using Hami.Core.Admission.Submitted;

namespace Hami.Core.Admission.Rules;

/// <summary>Only our scheduler binds pods with devices, and a Binding is for the pod that it was decided on: Kubernetes 1.20 doesn't look at its UID.</summary>
internal static class BindingRules
{
    public static IEnumerable<string> Violations(AdmissionRequest request, GuardedKeys keys, AdmissionSettings settings, Func<string, string, PodDevices?> podOf)
    {
        var metadata = Field.Root(request.NewObject)["metadata"];
        string name = metadata["name"].Text(), uid = metadata["uid"].Text();
        if (name.Length == 0) name = request.Name;
        if (request.Name.Length > 0 && name != request.Name)
        {
            yield return $"Binding {request.Namespace}/{request.Name}: metadata.name is {name}: name the pod that is bound";
            yield break;
        }

        foreach (var violation in ForgeryRules.Violations(SubmittedPod.Read(request.NewObject), null, request.Requester, keys, settings)) yield return violation;

        var pod = podOf(request.Namespace, name);
        if (pod is not null && uid.Length > 0 && uid != pod.Uid)
            yield return $"Binding {request.Namespace}/{name}: metadata.uid is {uid}, but the pod of this name is {pod.Uid}: the decision was for a pod that is gone, schedule again";
        if (settings.IsScheduler(request.Requester)) yield break;
        if (pod is null)
            yield return $"Binding {request.Namespace}/{name}: the pod is not known here (yet), so that it may have devices, which only the scheduler that gives them out may bind: try again";
        else if (pod.AsksForDevices)
            yield return $"Binding {request.Namespace}/{name}: the pod has devices, which only the scheduler that gives them out may bind, not {request.Requester}: set spec.schedulerName to {Scheduler(settings)}";
    }

    private static string Scheduler(AdmissionSettings settings) => settings.SchedulerName.Length > 0 ? settings.SchedulerName : "that scheduler";
}
