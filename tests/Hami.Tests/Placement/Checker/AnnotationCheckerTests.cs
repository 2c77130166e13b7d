using System.Text.Json;
using Xunit;

namespace Hami.Tests.Placement.Checker;

/// <summary>The judge finds what it is there to find: each cluster here is wrong in one way, or right.</summary>
public sealed class AnnotationCheckerTests
{
    private const string Cut =
        """{"id":"M","count":7,"devmem":40960,"devcore":100,"mode":"mig","health":true,"migProfiles":[{"name":"1g.5gb","memoryMB":4864,"core":14,"sliceCount":1,"placements":[{"start":0,"size":1},{"start":1,"size":1}]},{"name":"3g.20gb","memoryMB":19968,"core":42,"sliceCount":3,"placements":[{"start":0,"size":4},{"start":4,"size":4}]}]}""";

    private static readonly CheckedNode[] Nodes =
    [
        new("n", new Dictionary<string, string>
        {
            ["hami.io/node-nvidia-register"] = $$"""[{"id":"A","count":2,"devmem":1000,"devcore":100,"type":"NVIDIA-X","mode":"hami-core","health":true},{"id":"B","index":1,"count":3,"devmem":1000,"devcore":150,"type":"NVIDIA-X"},{{Cut}}]""",
            ["hami.io/node-dcu-register"] = "D,4,1000,100,DCU-Z,0,true,0,hami-core:",
            ["hami.io/node-MR-V100-register"] = "I,4,1000,100,MR-V100,0,1:",
            ["hami.io/device-cordon"] = "D, X",
        }, new Dictionary<string, string> { ["cambricon.com/mlu.smlu.vcore"] = "200", ["cambricon.com/mlu.smlu.vmemory"] = "80" }),
        new("m", new Dictionary<string, string> { ["hami.io/node-dcu-register"] = "E,4,1000,100,DCU-Z,0,true:" }, CheckedPod.NoTexts),
    ];

    private static readonly CheckedContainer[] One = [CheckedContainer.App];

    [Fact]
    public void Nothing_is_wrong_with_devices_that_are_full_to_the_brim() => Assert.Empty(AnnotationChecker.Judge(Nodes,
    [
        Pod("p", One, ("vgpu", "A,NVIDIA,400,50:B,NVIDIA,500,100:;")),
        Pod("q", One, ("vgpu", "A,NVIDIA,600,50:;")),
        Pod("r", One, ("vgpu", "B,NVIDIA,500,50:;")),
        Pod("s", One, ("dcu", "D,DCU,1000,100:;")),
        Pod("t", One, ("MR-V100", "I,MR-V100,1000,0:;")),
        Pod("u", One, ("cambricon-mlu", "n-cambricon-mlu-0,MLU,10240,100:n-cambricon-mlu-1,MLU,10240,100:;")),
    ]));

    [Theory]
    [InlineData("vgpu", "A,NVIDIA,1,1:;A,NVIDIA,1,1:;A,NVIDIA,1,1:;", "3 shares of 2")]
    [InlineData("vgpu", "A,NVIDIA,501,1:;A,NVIDIA,500,1:;;", "1001 of 1000 MiB")]
    [InlineData("vgpu", "B,NVIDIA,1,100:;B,NVIDIA,1,51:;;", "151 of 150 % of its cores")]
    [InlineData("vgpu", "A,NVIDIA,1,100:;A,NVIDIA,1,0:;;", "a share of all its cores is not alone")]
    [InlineData("vgpu", "A,NVIDIA,1,1:A,NVIDIA,1,1:;;;", "has device A twice")]
    [InlineData("vgpu", "A,NVIDIA,0,1:;;;", "a share with 0 MiB")]
    [InlineData("vgpu", "A,NVIDIA,1,-1:;;;", "a share with -1 %")]
    [InlineData("vgpu", "A,NVIDIA,1,1:;;;B,NVIDIA,1,1:;", "there are only 3 containers")]
    [InlineData("vgpu", "Z,NVIDIA,1,1:;;;", "no node has such a device")]
    [InlineData("vgpu", "A,NVIDIA,1:;;;", "\"A,NVIDIA,1\" is not a share")]
    [InlineData("vgpu", "M,NVIDIA,4864,14:;;;", "no hardware instance is recorded")]
    [InlineData("vgpu", "D,DCU,1,1:;;;", "listed as nvidia, registered as dcu")]
    [InlineData("dcu", "E,DCU,1,1:;;;", "the pod stands on n, the device on m")]
    [InlineData("MR-V100", "I,MR-V100,1001,0:;;;", "1001 of 1000 MiB")]
    [InlineData("cambricon-mlu", "n-cambricon-mlu-1,MLU,10241,1:;;;", "10241 of 10240 MiB")]
    public void One_pod_is_wrong(string vendor, string list, string violation) =>
        AssertFound(violation, Pod("p", [CheckedContainer.App, CheckedContainer.App, CheckedContainer.App], (vendor, list)));

    [Fact]
    public void Two_pods_are_wrong_together()
    {
        AssertFound("1001 of 1000 MiB (default/p, default/q)", Pod("p", One, ("dcu", "D,DCU,501,1:;")), Pod("q", One, ("dcu", "D,DCU,500,1:;")));
        AssertFound("has all its cores and is not alone", Pod("p", One, ("dcu", "D,DCU,1,100:;")), Pod("q", One, ("dcu", "D,DCU,1,0:;")));
        AssertFound("stands twice", Pod("p", One, ("dcu", "D,DCU,1,1:;")), Pod("p", One, ("dcu", "D,DCU,1,1:;")));
    }

    [Fact]
    public void Pods_that_have_ended_or_stand_nowhere_take_nothing() => Assert.Empty(AnnotationChecker.Judge(Nodes,
    [
        Pod("p", One, ("dcu", "D,DCU,1000,100:;")),
        Pod("q", One, ("dcu", "D,DCU,1000,100:;")) with { HasEnded = true },
        Pod("r", One, ("dcu", "D,DCU,1000,100:;")) with { Node = null },
    ]));

    [Fact]
    public void Init_containers_count_one_at_a_time_beside_earlier_sidecars_until_they_are_over()
    {
        CheckedContainer[] kinds = [CheckedContainer.Sidecar, CheckedContainer.Init, CheckedContainer.Init, CheckedContainer.Sidecar, CheckedContainer.App];
        var pod = Pod("p", kinds, ("dcu", "D,DCU,100,10:;D,DCU,700,20:;D,DCU,300,60:;D,DCU,50,5:;D,DCU,200,15:;"));
        Assert.Equal(new CheckedLoad(3, 800, 70), AnnotationChecker.Loads([pod])["D"]);
        Assert.Equal(new CheckedLoad(3, 350, 30), AnnotationChecker.Loads([pod with { IsInitOver = true }])["D"]);
        AssertFound("1001 of 1000 MiB", pod, Pod("q", One, ("dcu", "D,DCU,201,1:;")));
        AssertFound("101 of 100 %", pod, Pod("q", One, ("dcu", "D,DCU,1,31:;")));
        Assert.Empty(AnnotationChecker.Judge(Nodes, [pod, Pod("q", One, ("dcu", "D,DCU,200,30:;"))]));
        Assert.Empty(AnnotationChecker.Judge(Nodes, [pod with { IsInitOver = true }, Pod("q", One, ("dcu", "D,DCU,650,70:;"))]));
    }

    [Theory]
    [InlineData(0, 0, 1, "3g.20gb", 0, 4, 19968, 42, "1g.5gb at 0 and 3g.20gb at 0 overlap")]
    [InlineData(0, 0, 1, "1g.5gb", 2, 1, 4864, 14, "can't be cut into 1g.5gb at 2 of 1")]
    [InlineData(0, 0, 1, "1g.5gb", 1, 1, 4865, 14, "can't be cut into 1g.5gb at 1 of 1 slices with 4865 MiB")]
    [InlineData(0, 0, 2, "1g.5gb", 1, 1, 4864, 14, "recorded for share 2 of container 0, which there is not")]
    [InlineData(0, 0, 0, "1g.5gb", 1, 1, 4864, 14, "two hardware instances are recorded")]
    public void Hardware_instances(int container, int first, int second, string profile, int start, int size, int memory, int cores, string violation)
    {
        var pod = Pod("p", One, ("vgpu", $"M,NVIDIA,4864,14:M,NVIDIA,{memory},{cores}:;"));
        AssertFound(violation, With(pod, Instance(container, first, "1g.5gb", 0, 1), Instance(container, second, profile, start, size)));
    }

    [Fact]
    public void Hardware_instances_of_two_pods_overlap()
    {
        var p = With(Pod("p", One, ("vgpu", "M,NVIDIA,4864,14:;")), Instance(0, 0, "1g.5gb", 1, 1));
        var q = With(Pod("q", One, ("vgpu", "M,NVIDIA,19968,42:;")), Instance(0, 0, "3g.20gb", 0, 4));
        AssertFound("overlap (default/p and default/q)", p, q);
        Assert.Empty(AnnotationChecker.Judge(Nodes, [p, With(q, Instance(0, 0, "3g.20gb", 4, 4))]));
    }

    [Fact]
    public void Health_and_cordon_are_judged_of_those_that_were_decided_on_just_now()
    {
        var pods = new[] { Pod("p", One, ("vgpu", "B,NVIDIA,1,1:;")), Pod("q", One, ("dcu", "D,DCU,1,1:;")) };
        Assert.Empty(AnnotationChecker.Judge(Nodes, pods));
        Assert.Equal(
            ["pod default/p, container 0, device B: it is not healthy", "pod default/q, container 0, device D: it is cordoned"],
            AnnotationChecker.Judge(Nodes, pods, new HashSet<string> { "p", "q" }));
    }

    [Fact]
    public void A_device_is_registered_twice() =>
        Assert.Contains("device A is registered twice: on n and on o", AnnotationChecker.Judge([Nodes[0], Nodes[0] with { Name = "o" }], []));

    [Fact]
    public void Objects_are_read_as_the_API_server_gives_them()
    {
        var pod = CheckedPod.Read(JsonDocument.Parse(
            """
            {"metadata":{"name":"p","namespace":"s","uid":"u","annotations":{"hami.io/dcu-devices-allocated":"D,DCU,1,1:;"}},
             "spec":{"nodeName":"n","initContainers":[{"restartPolicy":"Always"},{}],"containers":[{},{}]},
             "status":{"phase":"Running","initContainerStatuses":[{"state":{"running":{}}},{"state":{"terminated":{"exitCode":0}}}]}}
            """).RootElement);
        Assert.Equal(
            ("s/p", "u", "n", false, true), (pod.FullName, pod.Uid, pod.Node, pod.HasEnded, pod.IsInitOver));
        Assert.Equal([CheckedContainer.Sidecar, CheckedContainer.Init, CheckedContainer.App, CheckedContainer.App], pod.Containers);
        Assert.Equal("D,DCU,1,1:;", pod.Annotations["hami.io/dcu-devices-allocated"]);
        var node = CheckedNode.Read(JsonDocument.Parse("""{"metadata":{"name":"n"},"status":{"capacity":{"cpu":"2"}}}""").RootElement);
        Assert.Equal(("n", 0, "2"), (node.Name, node.Annotations.Count, node.Capacity["cpu"]));
    }

    private static void AssertFound(string violation, params CheckedPod[] pods) =>
        Assert.Contains(AnnotationChecker.Judge(Nodes, pods), found => found.Contains(violation, StringComparison.Ordinal));

    private static CheckedPod Pod(string name, CheckedContainer[] containers, params (string Vendor, string List)[] lists) =>
        new($"default/{name}", name, "n", lists.ToDictionary(list => $"hami.io/{list.Vendor}-devices-allocated", list => list.List), containers);

    private static CheckedPod With(CheckedPod pod, params string[] instances) =>
        pod with { Annotations = new Dictionary<string, string>(pod.Annotations) { ["hami.io/vgpu-mig-allocations"] = $"[{string.Join(',', instances)}]" } };

    private static string Instance(int container, int device, string profile, int start, int size) =>
        $$$"""{"containerIndex":{{{container}}},"deviceIndex":{{{device}}},"gpuUUID":"M","profile":"{{{profile}}}","placement":{"start":{{{start}}},"size":{{{size}}}}}""";
}
