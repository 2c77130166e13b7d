using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Playground.Clusters;

namespace Hami.Playground.NodeAgents;

/// <summary>What a node does with a pod that is bound to it: a pure function of the two and the time.</summary>
internal static class PodSteps
{
    /// <summary>The next step. Taking it changes the pod, which leads to the one after.</summary>
    public static PodStep Next(ClusterPod pod, SimulatedNode node, DateTimeOffset now)
    {
        if (pod.IsTerminating) return PodStep.Remove;
        return pod.Phase switch
        {
            PodPhase.Succeeded or PodPhase.Failed => PodStep.Rest,
            PodPhase.Running => AwaitEnd(pod, now),
            _ when pod.StartTime is { } started => AwaitInit(pod, started, now),
            _ => Start(pod, node),
        };
    }

    // As in a kubelet, every container's devices are allocated before the first of them starts.
    private static PodStep Start(ClusterPod pod, SimulatedNode node)
    {
        var plugins = node.Plugins.Where(plugin => pod.Annotations.ContainsKey(plugin.Reads)).ToArray();
        var unlocking = plugins.Where(static plugin => plugin.Lock is not null).ToArray();
        if (pod.Annotations.GetValueOrDefault(AnnotationKeys.BindPhase) == BindPhase.Failed)
            return new PodStep.Admit(unlocking, Refused($"a device plugin could not serve it ({AnnotationKeys.BindPhase} is {BindPhase.Failed})"));

        foreach (var plugin in plugins.Where(static plugin => plugin.ServesContainers))
        {
            try
            {
                if (TryServe(pod.Annotations[plugin.Reads], out var rest)) return Annotate(plugin.Reads, rest);
            }
            catch (MalformedException e)
            {
                return plugin.ReportsPhase
                    ? Annotate(AnnotationKeys.BindPhase, BindPhase.Failed)
                    : new PodStep.Admit(unlocking, Refused($"annotation {plugin.Reads}: {e.Message}"));
            }
        }

        var results = Results(pod, plugins);
        if (results.Count > 0) return new PodStep.Annotate(results);
        if (PodScript.Read(pod.Annotations, out _) is { } error) return new PodStep.Admit(unlocking, Refused(error));
        return new PodStep.Admit(unlocking, pod.InitContainers.Count > 0 ? PodReport.Initializing : PodReport.Running);
    }

    /// <summary>Serves the first container that still waits: its part of the list is blanked.</summary>
    private static bool TryServe(string list, out string rest)
    {
        var containers = PodDevicesCodec.Decode(list).ToArray();
        var next = Array.FindIndex(containers, static shares => shares.Count > 0);
        if (next >= 0) containers[next] = [];
        rest = PodDevicesCodec.Encode(containers);
        return next >= 0;
    }

    private static Dictionary<string, string> Results(ClusterPod pod, PluginBehaviour[] plugins)
    {
        var results = plugins.SelectMany(static plugin => plugin.Sets).DistinctBy(static pair => pair.Key).ToDictionary();
        if (plugins.Any(static plugin => plugin.ReportsPhase)) results[AnnotationKeys.BindPhase] = BindPhase.Success;
        foreach (var (key, value) in pod.Annotations)
        {
            if (results.GetValueOrDefault(key) == value) results.Remove(key);
        }

        return results;
    }

    private static PodStep AwaitInit(ClusterPod pod, DateTimeOffset started, DateTimeOffset now)
    {
        PodScript.Read(pod.Annotations, out var script);
        return At(started + script.InitTime, now, PodReport.Running);
    }

    private static PodStep AwaitEnd(ClusterPod pod, DateTimeOffset now)
    {
        PodScript.Read(pod.Annotations, out var script);
        if (script.RunTime is not { } time) return PodStep.Rest;
        return At((pod.RunningSince ?? pod.StartTime ?? now) + time, now, new PodReport(PodStage.Ended, script.ExitCode));
    }

    private static PodStep At(DateTimeOffset due, DateTimeOffset now, PodReport report) =>
        due <= now ? new PodStep.Tell(report) : new PodStep.Wait(due);

    private static PodStep.Annotate Annotate(string key, string value) => new(new Dictionary<string, string> { [key] = value });

    private static PodReport Refused(string message) => new(PodStage.Refused, Message: message);
}
