using System.Globalization;
using System.Text;
using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Nvidia;

namespace Hami.Bench;

/// <summary>A cluster of equal nodes with 8 GPUs each, and pods placed on them.</summary>
internal sealed class BenchCluster
{
    public const int DevicesPerNode = 8;

    public static readonly VendorSet Vendors = new(
    [
        new NvidiaGpu(new NvidiaOptions
        {
            CountResource = "nvidia.com/gpu",
            MemoryResource = "nvidia.com/gpumem",
            MemoryPercentageResource = "nvidia.com/gpumem-percentage",
            CoreResource = "nvidia.com/gpucores",
            PriorityResource = "nvidia.com/priority",
        }),
        new CambriconMlu("cambricon.com/vmlu", "cambricon.com/mlu.smlu.vmemory", "cambricon.com/mlu.smlu.vcore"),
        new HygonDcu("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores", 1),
        new IluvatarGpu("MR-V100", "iluvatar.ai/MR-V100-vgpu", "iluvatar.ai/MR-V100.vMem", "iluvatar.ai/MR-V100.vCore"),
    ]);

    public BenchCluster(int nodes, int pods)
    {
        State = new ClusterState(Vendors, new StateSettings());
        Names = [.. Enumerable.Range(0, nodes).Select(static i => $"gpu-worker-{i:D5}.cluster-a.region-one.example.com")];
        foreach (var name in Names) State.NodeUpserted(NodeNamed(name));
        for (var i = 0; i < pods; i++) State.PodUpserted(PlacedPod(i));
    }

    public ClusterState State { get; }

    public string[] Names { get; }

    /// <summary>What kube-scheduler sends for a new pod: the pod with what a real one carries, and every node's name.</summary>
    public byte[] Request(string uid, string memory)
    {
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $$"""
            {"Pod":{"metadata":{"name":"train-{{uid}}","namespace":"team","uid":"{{uid}}","resourceVersion":"123456","creationTimestamp":"2026-01-01T00:00:00Z",
            "labels":{"app":"train","job-name":"train","controller-uid":"0b6a-1"},"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{{new string('x', 900)}}"},
            "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"train","uid":"0b6a-1","controller":true,"blockOwnerDeletion":true}]},
            "spec":{"volumes":[{"name":"default-token-x","secret":{"secretName":"default-token-x","defaultMode":420} }],
            "containers":[{"name":"main","image":"registry.example.com/train:1","command":["python","train.py"],"env":[{"name":"A","value":"b"}],
            "resources":{"limits":{"nvidia.com/gpu":"1","nvidia.com/gpumem":"{{memory}}","nvidia.com/gpucores":"5","cpu":"1","memory":"1Gi"},"requests":{"nvidia.com/gpu":"1","nvidia.com/gpumem":"{{memory}}","nvidia.com/gpucores":"5","cpu":"1","memory":"1Gi"} },
            "volumeMounts":[{"name":"default-token-x","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],
            "restartPolicy":"Never","schedulerName":"hami-scheduler","priority":0,"tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]},
            "status":{"phase":"Pending","qosClass":"Burstable"} },"Nodes":null,"NodeNames":[
            """);
        for (var i = 0; i < Names.Length; i++) body.Append(i == 0 ? "" : ",").Append('"').Append(Names[i]).Append('"');
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    private static Node NodeNamed(string name) => new()
    {
        Name = name,
        Annotations = new Dictionary<string, string>
        {
            [NvidiaKeys.NodeRegister] = NodeJsonCodec.Encode(
            [
                .. Enumerable.Range(0, DevicesPerNode).Select(i => new Device
                {
                    Id = $"GPU-{name[11..16]}-{i}",
                    Index = i,
                    Count = 10,
                    Memory = 81920,
                    Cores = 100,
                    Model = "NVIDIA-NVIDIA A100-SXM4-80GB",
                    Numa = i / 4,
                    IsHealthy = true,
                }),
            ]),
            [AnnotationKeys.NodeHandover] = HandoverWays.Cdi,
        },
        Allocatable = new ResourceList([KeyValuePair.Create("nvidia.com/gpu", new Quantity("80"))]),
    };

    private Pod PlacedPod(int i)
    {
        var node = Names[i % Names.Length];
        var device = i / Names.Length % DevicesPerNode;
        return new Pod
        {
            Namespace = $"team-{i % 50}",
            Name = $"placed-{i}",
            Uid = $"placed-{i}",
            NodeName = node,
            Phase = PodPhase.Running,
            Annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = $"GPU-{node[11..16]}-{device},NVIDIA,8000,5:;" },
            Containers = [new Container { Name = "main" }],
        };
    }
}
