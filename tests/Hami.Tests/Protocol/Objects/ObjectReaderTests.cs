using System.Text;
using System.Text.Json;
using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Protocol.Objects;

/// <summary>Reading Kubernetes objects: what is used is read, the rest is passed over, and what is of another type is refused by its path.</summary>
public sealed class ObjectReaderTests
{
    private const string FullPod = """
        {
          "apiVersion": "v1", "kind": "Pod",
          "metadata": {
            "name": "p", "namespace": "team", "uid": "u-1", "resourceVersion": "42", "deletionTimestamp": "2024-01-12T10:20:01Z",
            "ownerReferences": [{"name": "owner", "controller": true}],
            "labels": {"app": "x", "hami.io/vgpu-node": "n1"},
            "annotations": {"hami.io/vgpu-node": "n1", "other": "y"}
          },
          "spec": {
            "nodeName": "n1", "schedulerName": "hami-scheduler",
            "initContainers": [
              {"name": "side", "restartPolicy": "Always", "resources": {"limits": {"nvidia.com/gpu": "1"}}},
              {"name": "init", "command": ["sh", "-c", "true"], "resources": {}}
            ],
            "containers": [
              {"name": "c0", "restartPolicy": "Always", "resources": {"limits": {"nvidia.com/gpu": 2, "nvidia.com/gpumem": "2k", "cpu": 0.5}, "requests": {"nvidia.com/gpu": "2", "memory": 1e3}}},
              {"name": "c1"}
            ]
          },
          "status": {
            "phase": "Running",
            "initContainerStatuses": [
              {"name": "side", "state": {"running": {}}},
              {"name": "init", "lastState": {"terminated": {"exitCode": 1}}, "state": {"terminated": {"reason": "Completed", "exitCode": 0}}}
            ]
          }
        }
        """;

    private static readonly FieldSelection Few = new(["hami.io/vgpu-node"], [], ["nvidia.com/gpu"]);

    [Fact]
    public void A_pod_is_read_whole()
    {
        var pod = ReadPod(FullPod);
        Assert.Equal(("team", "p", "u-1", "42"), (pod.Namespace, pod.Name, pod.Uid, pod.ResourceVersion));
        Assert.Equal(("n1", "hami-scheduler", PodPhase.Running), (pod.NodeName, pod.SchedulerName, pod.Phase));
        Assert.True(pod.IsTerminating);
        Assert.True(pod.InitContainersCompleted);
        Assert.Null(pod.UnschedulableReport);
        Assert.Equal(Map(("app", "x"), ("hami.io/vgpu-node", "n1")), pod.Labels);
        Assert.Equal(Map(("hami.io/vgpu-node", "n1"), ("other", "y")), pod.Annotations);
        Assert.Equal([("side", true), ("init", false)], pod.InitContainers.Select(container => (container.Name, container.IsSidecar)));
        Assert.Equal([("c0", false), ("c1", false)], pod.Containers.Select(container => (container.Name, container.IsSidecar)));
        Assert.Equal(["nvidia.com/gpu=2", "nvidia.com/gpumem=2k", "cpu=0.5"], Texts(pod.Containers[0].Limits));
        Assert.Equal(["nvidia.com/gpu=2", "memory=1e3"], Texts(pod.Containers[0].Requests));
        Assert.Equal(["nvidia.com/gpu=1"], Texts(pod.InitContainers[0].Limits));
        Assert.Same(ResourceList.Empty, pod.Containers[1].Limits);
    }

    [Fact]
    public void Only_what_is_selected_is_kept_and_every_container_keeps_its_position()
    {
        var pod = ReadPod(FullPod, Few);
        Assert.Equal(Map(("hami.io/vgpu-node", "n1")), pod.Annotations);
        Assert.Empty(pod.Labels);
        Assert.Equal(["nvidia.com/gpu=2"], Texts(pod.Containers[0].Limits));
        Assert.Equal(2, pod.InitContainers.Count);
        Assert.Equal(2, pod.Containers.Count);
    }

    [Fact]
    public void Texts_that_come_again_are_one_string()
    {
        Pod one = ReadPod(FullPod, Few), two = ReadPod(FullPod, Few);
        Assert.Same(one.Namespace, two.Namespace);
        Assert.Same(one.NodeName, two.NodeName);
        Assert.Same(one.Containers[0].Name, two.Containers[0].Name);
        Assert.Same(one.Containers[0].Limits.First().Key, two.Containers[0].Limits.First().Key);
        Assert.Same(one.Containers[0].Limits.First().Value.Text, two.Containers[0].Limits.First().Value.Text);
        Assert.Same(one.Annotations.Keys.First(), two.Annotations.Keys.First());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":null,"spec":null,"status":null}""")]
    [InlineData("""{"metadata":{"name":null,"labels":null,"annotations":null,"deletionTimestamp":null},"spec":{"nodeName":null,"containers":null,"initContainers":null},"status":{"phase":null,"conditions":null,"initContainerStatuses":null}}""")]
    public void What_is_absent_or_null_is_empty(string json)
    {
        var pod = ReadPod(json);
        Assert.Equal(("", "", "", PodPhase.Unknown), (pod.Name, pod.Namespace, pod.Uid, pod.Phase));
        Assert.Null(pod.NodeName);
        Assert.Null(pod.UnschedulableReport);
        Assert.False(pod.IsTerminating);
        Assert.False(pod.InitContainersCompleted);
        Assert.Empty(pod.Annotations);
        Assert.Empty(pod.Containers);
    }

    [Theory]
    [InlineData("""[{"name":"a","state":{"terminated":{"exitCode":0}}},{"name":"b","state":{"terminated":{"exitCode":0}}}]""", true)]
    [InlineData("""[{"name":"a","state":{"terminated":{"exitCode":0}}},{"name":"b","state":{"terminated":{"exitCode":1}}}]""", false)]
    [InlineData("""[{"name":"a","state":{"terminated":{"exitCode":0}}},{"name":"b","state":{"running":{}}}]""", false)]
    [InlineData("""[{"name":"a","state":{"terminated":{"exitCode":0}}},{"name":"b","lastState":{"terminated":{"exitCode":0}}}]""", false)]
    [InlineData("""[{"name":"a","state":{"terminated":{"exitCode":0}}},{"name":"b","state":{"terminated":{}}}]""", false)]
    [InlineData("""[{"name":"a","state":{"terminated":{"exitCode":0}}}]""", false)]
    [InlineData("[]", false)]
    public void Init_containers_are_completed_when_each_that_ends_has_ended_well(string statuses, bool completed)
    {
        const string Spec = """{"initContainers":[{"name":"a"},{"name":"b"},{"name":"s","restartPolicy":"Always"}]}""";
        Assert.Equal(completed, ReadPod($$$"""{"spec":{{{Spec}}},"status":{"initContainerStatuses":{{{statuses}}}}}""").InitContainersCompleted);
        Assert.Equal(completed, ReadPod($$$"""{"status":{"initContainerStatuses":{{{statuses}}}},"spec":{{{Spec}}}}""").InitContainersCompleted);
    }

    [Fact]
    public void Sidecars_alone_never_complete() => Assert.False(ReadPod(
        """{"spec":{"initContainers":[{"name":"s","restartPolicy":"Always"}]},"status":{"initContainerStatuses":[{"name":"s","state":{"terminated":{"exitCode":0}}}]}}""").InitContainersCompleted);

    [Fact]
    public void A_report_of_the_scheduler_is_told_from_its_repetition()
    {
        const string Conditions = """[{"type":"Ready","status":"False","reason":"x"},{"lastTransitionTime":"T1","type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes"}]""";
        Assert.Equal("0/3 nodes|Unschedulable|T1", ReadPod($$$"""{"status":{"conditions":{{{Conditions}}}}}""").UnschedulableReport);
        Assert.Null(ReadPod("""{"status":{"conditions":[{"type":"PodScheduled","status":"True","message":"m"}]}}""").UnschedulableReport);
    }

    [Theory]
    [InlineData("""{"metadata":{"namespace":"ns","name":"p"},"spec":{"containers":[{"name":"a"},{"name":"b","resources":{"limits":{"nvidia.com/gpu":true}}}]}}""",
        "pod ns/p: spec.containers[1].resources.limits.nvidia.com/gpu: expected a quantity as text or number, found true")]
    [InlineData("""{"metadata":{"name":7}}""", "pod: metadata.name: expected a text, found 7")]
    [InlineData("""{"metadata":{"name":"p","annotations":{"a":[]}}}""", "pod p: metadata.annotations.a: expected a text, found an array")]
    [InlineData("""{"metadata":{"name":"p"},"spec":[]}""", "pod p: spec: expected an object, found an array")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":{}}}""", "pod p: spec.containers: expected an array, found an object")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[null]}}""", "pod p: spec.containers[0]: expected an object, found null")]
    [InlineData("""{"spec":{"initContainers":[{"restartPolicy":{}}]}}""", "pod: spec.initContainers[0].restartPolicy: expected a text, found an object")]
    [InlineData("""{"status":{"conditions":[{},{"type":1}]}}""", "pod: status.conditions[1].type: expected a text, found 1")]
    [InlineData("""{"status":{"initContainerStatuses":[{"state":{"terminated":{"exitCode":"0"}}}]}}""", "pod: status.initContainerStatuses[0].state.terminated.exitCode: expected a number, found \"0\"")]
    [InlineData("""[]""", "pod: expected an object")]
    public void Another_type_is_refused_with_object_path_value_and_expectation(string json, string message) =>
        Assert.Equal(message, Assert.Throws<MalformedException>(() => ReadPod(json)).Message);

    [Fact]
    public void Bytes_that_are_no_characters_are_refused()
    {
        byte[] json = [.. "{\"metadata\":{\"namespace\":\"ns\",\"name\":\"p\"},\"spec\":{\"nodeName\":\""u8, 0xff, .. "\"}}"u8];
        Assert.StartsWith("pod ns/p: a text holds what is no character", Assert.Throws<MalformedException>(() => Read(json)).Message);
        Assert.Throws<MalformedException>(() => ReadPod("""{"metadata":{"name":"\ud800"}}"""));

        static void Read(byte[] json)
        {
            var reader = new Utf8JsonReader(json);
            PodReader.Read(ref reader, FieldSelection.All);
        }
    }

    [Fact]
    public void Nesting_without_end_and_truncated_objects_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 5000));
        Assert.ThrowsAny<JsonException>(() => ReadPod($$"""{"spec":{{deep}}"""));
        Assert.ThrowsAny<JsonException>(() => ReadPod(FullPod[..^200]));
        Assert.Throws<MalformedException>(() =>
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(FullPod[..^200]), isFinalBlock: false, state: default);
            PodReader.Read(ref reader, FieldSelection.All);
        });
    }

    [Fact]
    public void Objects_are_read_one_after_another_from_a_list()
    {
        var reader = new Utf8JsonReader("""[{"metadata":{"name":"a"},"x":{"y":[1]}},{"metadata":{"name":"b"}}]"""u8);
        var names = new List<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) names.Add(NodeReader.Read(ref reader, FieldSelection.All).Name);
        Assert.Equal(["a", "b"], names);
        Assert.Equal(JsonTokenType.EndArray, reader.TokenType);
    }

    [Fact]
    public void A_node_is_read_with_its_labels_and_the_annotations_in_use()
    {
        var node = ReadNode(
            """
            {"metadata":{"name":"n1","uid":"u","resourceVersion":"7","labels":{"gpu":"on"},"annotations":{"a":"1","b":"2"}},
             "spec":{"taints":[{"key":"x"}]},
             "status":{"capacity":{"nvidia.com/gpu":"10","cpu":"4"},"allocatable":{"nvidia.com/gpu":"0","cpu":"4"},"nodeInfo":{"kernelVersion":"6"},"images":[{"names":["x"]}]}}
            """,
            new FieldSelection(["b"], null, ["nvidia.com/gpu"]));
        Assert.Equal(("n1", "u", "7"), (node.Name, node.Uid, node.ResourceVersion));
        Assert.Equal(Map(("gpu", "on")), node.Labels);
        Assert.Equal(Map(("b", "2")), node.Annotations);
        Assert.Equal(["nvidia.com/gpu=10"], Texts(node.Capacity));
        Assert.Equal(["nvidia.com/gpu=0"], Texts(node.Allocatable));
        Assert.True(node.IsReady);
    }

    [Theory]
    [InlineData("True", true)]
    [InlineData("False", false)]
    [InlineData("Unknown", false)]
    public void A_node_is_ready_unless_it_is_said_that_it_isnt(string status, bool ready)
    {
        Assert.Equal(ready, ReadNode($$$"""{"status":{"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"{{{status}}}"}]}}""").IsReady);
        Assert.True(ReadNode("{}").IsReady);
    }

    [Fact]
    public void A_quota_keeps_the_limits_of_the_resources_in_use()
    {
        const string Json = """{"metadata":{"namespace":"ns","name":"q","uid":"u","resourceVersion":"9"},"spec":{"hard":{"limits.nvidia.com/gpumem":"8000","requests.nvidia.com/gpumem":"1","pods":10,"limits.x":null}},"status":{"used":{}}}""";
        var quota = ReadQuota(Json, new FieldSelection([], [], ["nvidia.com/gpumem"]));
        Assert.Equal(("ns", "q", "u", "9"), (quota.Namespace, quota.Name, quota.Uid, quota.ResourceVersion));
        Assert.Equal(["limits.nvidia.com/gpumem=8000"], Texts(quota.Hard));
        Assert.Equal(["limits.nvidia.com/gpumem=8000", "requests.nvidia.com/gpumem=1", "pods=10", "limits.x=0"], Texts(ReadQuota(Json, FieldSelection.All).Hard));
    }

    [Fact]
    public void Many_labels_and_repeated_keys_are_all_found()
    {
        var labels = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"k{i}\":\"{i}\"").Append("\"k0\":\"last\""));
        var node = ReadNode($$$"""{"metadata":{"labels":{ {{{labels}}} } } }""");
        Assert.Equal(40, node.Labels.Count);
        Assert.Equal("last", node.Labels["k0"]);
        Assert.Equal("39", node.Labels["k39"]);
        var few = ReadNode("""{"metadata":{"labels":{"a":"1","b":"2","a":"3"}}}""").Labels;
        Assert.Equal(Map(("a", "3"), ("b", "2")), few.OrderBy(label => label.Key));
        Assert.False(few.ContainsKey("c"));
        Assert.Throws<KeyNotFoundException>(() => few["c"]);
    }

    [Fact]
    public void Every_pod_and_node_of_the_golden_vectors_is_read()
    {
        var pods = 0;
        foreach (var scenario in VectorFile.All)
        {
            if (scenario.Json.TryGetProperty("pod", out var pod)) AssertSameContainers(pod, ref pods);
            if (scenario.Json.TryGetProperty("existing", out var existing))
            {
                foreach (var placed in existing.EnumerateArray()) AssertSameContainers(placed, ref pods);
            }

            if (!scenario.Json.TryGetProperty("nodes", out var nodes)) continue;
            foreach (var node in nodes.EnumerateArray())
                Assert.Equal(node.GetProperty("metadata").GetProperty("name").GetString(), ReadNode(node.GetRawText()).Name);
        }

        Assert.True(pods > 1000);
    }

    private static void AssertSameContainers(JsonElement json, ref int pods)
    {
        pods++;
        var pod = ReadPod(json.GetRawText());
        var names = json.GetProperty("spec").TryGetProperty("containers", out var containers)
            ? containers.EnumerateArray().Select(container => container.GetProperty("name").GetString()!)
            : [];
        Assert.Equal(names, pod.Containers.Select(container => container.Name));
    }

    private static Pod ReadPod(string json, FieldSelection? fields = null)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        return PodReader.Read(ref reader, fields ?? FieldSelection.All);
    }

    private static Node ReadNode(string json, FieldSelection? fields = null)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        return NodeReader.Read(ref reader, fields ?? FieldSelection.All);
    }

    private static ResourceQuota ReadQuota(string json, FieldSelection fields)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        return ResourceQuotaReader.Read(ref reader, fields);
    }

    private static IEnumerable<string> Texts(ResourceList resources) => resources.Select(entry => $"{entry.Key}={entry.Value}");

    private static IEnumerable<KeyValuePair<string, string>> Map(params (string Key, string Value)[] entries) =>
        entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value));
}
