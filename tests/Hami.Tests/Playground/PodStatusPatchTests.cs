using System.Text;
using System.Text.Json.Nodes;
using Hami.Core.Requests;
using Hami.Playground.NodeAgents;
using Xunit;

namespace Hami.Tests.Playground;

/// <summary>A pod's life as the API server is told of it, and as it is read back from there.</summary>
public sealed class PodStatusPatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 20, 0, TimeSpan.Zero);

    [Fact]
    public void A_pod_with_an_init_container_comes_and_goes()
    {
        var pod = Read(null);
        Assert.Equal((PodPhase.Unknown, null, null), (pod.Phase, pod.StartTime, pod.RunningSince));

        pod = Read(Status(pod, PodReport.Initializing, Now));
        Assert.Equal((PodPhase.Pending, Now, null), (pod.Phase, pod.StartTime, pod.RunningSince));

        var running = Status(pod, PodReport.Running, Now.AddSeconds(5));
        Assert.Equal(0, (int)running["initContainerStatuses"]![0]!["state"]!["terminated"]!["exitCode"]!);
        Assert.Equal("True", (string)running["conditions"]!.AsArray().Single(condition => (string)condition!["type"]! == "Ready")!["status"]!);
        pod = Read(running);
        Assert.Equal((PodPhase.Running, Now, Now.AddSeconds(5)), (pod.Phase, pod.StartTime, pod.RunningSince));

        Assert.Equal(PodPhase.Succeeded, Read(Status(pod, new PodReport(PodStage.Ended, 0), Now.AddSeconds(9))).Phase);
        var failed = Status(pod, new PodReport(PodStage.Ended, 3), Now.AddSeconds(9));
        Assert.Equal(PodPhase.Failed, Read(failed).Phase);
        Assert.Equal(3, (int)failed["containerStatuses"]![0]!["state"]!["terminated"]!["exitCode"]!);
    }

    [Fact]
    public void A_pod_that_cannot_be_started_says_why()
    {
        var status = Status(Read(null), new PodReport(PodStage.Refused, Message: "because"), Now);
        Assert.Equal("UnexpectedAdmissionError", (string)status["reason"]!);
        Assert.Equal("because", (string)status["message"]!);
        Assert.Equal(PodPhase.Failed, Read(status).Phase);
    }

    [Fact]
    public void A_report_is_of_this_pod_alone() =>
        Assert.Equal("u", (string)PodStatusPatch.Of(Read(null), PodReport.Running, "10.0.0.1", Now)["metadata"]!["uid"]!);

    private static JsonObject Status(ClusterPod pod, PodReport report, DateTimeOffset now) =>
        PodStatusPatch.Of(pod, report, "10.0.0.1", now)["status"]!.AsObject();

    private static ClusterPod Read(JsonObject? status)
    {
        var pod = new JsonObject
        {
            ["metadata"] = new JsonObject { ["namespace"] = "default", ["name"] = "p", ["uid"] = "u", ["resourceVersion"] = "1" },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = "n",
                ["initContainers"] = new JsonArray(new JsonObject { ["name"] = "i", ["image"] = "x" }),
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "x" }),
            },
            ["status"] = status?.DeepClone(),
        };
        return ClusterPodReader.Read(Encoding.UTF8.GetBytes(pod.ToJsonString()));
    }
}
