using System.Text.Json.Nodes;

namespace Hami.Playground.NodeAgents;

/// <summary>A pod's status as its kubelet reports it: a strategic merge patch, which leaves others' conditions alone.</summary>
internal static class PodStatusPatch
{
    /// <summary>The patch.</summary>
    /// <param name="pod">The pod as it was.</param>
    /// <param name="report">What has become of it.</param>
    /// <param name="address">The pod's address.</param>
    /// <param name="now">When.</param>
    public static JsonObject Of(ClusterPod pod, PodReport report, string address, DateTimeOffset now) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = pod.Uid },
        ["status"] = report.Stage == PodStage.Refused ? Refused(report, now) : Status(pod, report, address, now),
    };

    private static JsonObject Refused(PodReport report, DateTimeOffset now) => new()
    {
        ["phase"] = "Failed",
        ["reason"] = "UnexpectedAdmissionError",
        ["message"] = report.Message,
        ["startTime"] = KubeTime.Seconds(now),
    };

    private static JsonObject Status(ClusterPod pod, PodReport report, string address, DateTimeOffset now)
    {
        var isRunning = report.Stage == PodStage.Running;
        var unready = report.Stage == PodStage.Ended ? "PodCompleted" : "ContainersNotReady";
        var conditions = new JsonArray(
            Condition("ContainersReady", isRunning, unready, now),
            Condition("Ready", isRunning, unready, now));
        var status = new JsonObject
        {
            ["phase"] = report.Stage switch
            {
                PodStage.Initializing => "Pending",
                PodStage.Running => "Running",
                _ => report.ExitCode == 0 ? "Succeeded" : "Failed",
            },
            ["conditions"] = conditions,
            ["containerStatuses"] = Statuses(pod.Containers, isRunning, () => State(pod, report, now)),
        };
        if (report.Stage == PodStage.Ended) return status;

        conditions.Add((JsonNode)Condition("Initialized", isRunning, "ContainersNotInitialized", now));
        status["startTime"] = KubeTime.Seconds(pod.StartTime ?? now);
        status["hostIP"] = "127.0.0.1";
        status["podIP"] = address;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
        if (pod.InitContainers.Count > 0)
        {
            status["initContainerStatuses"] = Statuses(
                pod.InitContainers, isRunning, () => isRunning ? Terminated(0, pod.StartTime ?? now, now) : Running(now));
        }

        return status;
    }

    private static JsonObject Condition(string type, bool holds, string reasonIfNot, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = holds ? "True" : "False",
        ["reason"] = holds ? null : reasonIfNot,
        ["lastTransitionTime"] = KubeTime.Seconds(now),
    };

    private static JsonArray Statuses(IReadOnlyList<PodContainer> containers, bool isReady, Func<JsonObject> state) => new(
    [
        .. containers.Select(container => new JsonObject
        {
            ["name"] = container.Name,
            ["image"] = container.Image,
            ["imageID"] = "",
            ["ready"] = isReady,
            ["restartCount"] = 0,
            ["state"] = state(),
            ["lastState"] = new JsonObject(),
        }),
    ]);

    private static JsonObject State(ClusterPod pod, PodReport report, DateTimeOffset now) => report.Stage switch
    {
        PodStage.Initializing => new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "PodInitializing" } },
        PodStage.Running => Running(now),
        _ => Terminated(report.ExitCode, pod.RunningSince ?? now, now),
    };

    private static JsonObject Running(DateTimeOffset now) =>
        new() { ["running"] = new JsonObject { ["startedAt"] = KubeTime.Seconds(now) } };

    private static JsonObject Terminated(int exitCode, DateTimeOffset started, DateTimeOffset now) => new()
    {
        ["terminated"] = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = exitCode == 0 ? "Completed" : "Error",
            ["startedAt"] = KubeTime.Seconds(started),
            ["finishedAt"] = KubeTime.Seconds(now),
        },
    };
}
