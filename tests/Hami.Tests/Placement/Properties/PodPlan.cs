using CsCheck;
using Hami.Core.Requests;

namespace Hami.Tests.Placement.Properties;

/// <summary>What one container asks of one vendor.</summary>
internal sealed record RequestPlan(int Vendor, int Count, int MemoryForm, int Memory, int Cores)
{
    public static readonly Gen<RequestPlan> Gen = CsCheck.Gen.Select(
        CsCheck.Gen.OneOf(0, 0, 0, 1, 2, 3), CsCheck.Gen.OneOf(1, 1, 1, 2, 3, 0), CsCheck.Gen.Int[0, 3], CsCheck.Gen.OneOf(1, 3, 100, 333, 500, 1000, 5000, 20_000),
        CsCheck.Gen.OneOf(-1, -1, 0, 10, 50, 100, 150),
        (vendor, count, form, memory, cores) => new RequestPlan(vendor, count, form, memory, cores));

    public IEnumerable<KeyValuePair<string, Quantity>> Limits()
    {
        var (count, memory, cores, unit) = Vendor switch
        {
            0 => (Words.Gpu, Words.GpuMemory, Words.GpuCores, 1),
            1 => (Words.Mlu, Words.MluMemory, Words.MluCores, 256),
            2 => (Words.Dcu, Words.DcuMemory, Words.DcuCores, 1),
            _ => (Words.Iluvatar, Words.IluvatarMemory, Words.IluvatarCores, 256),
        };
        yield return KeyValuePair.Create(count, new Quantity($"{Count}"));
        if (MemoryForm is 1 or 2) yield return KeyValuePair.Create(memory, new Quantity($"{(Memory + unit - 1) / unit}"));
        if (MemoryForm == 3 && Vendor == 0) yield return KeyValuePair.Create(Words.GpuPercentage, new Quantity($"{Memory % 101}"));
        if (Cores >= 0) yield return KeyValuePair.Create(cores, new Quantity($"{Cores}"));
    }
}

/// <summary>A container.</summary>
internal sealed record ContainerPlan(int Kind, RequestPlan[] Requests)
{
    public static readonly Gen<ContainerPlan> Gen = CsCheck.Gen.Select(
        CsCheck.Gen.OneOf(0, 1, 2, 2, 2), CsCheck.Gen.Frequency((1, CsCheck.Gen.Const(Array.Empty<RequestPlan>())), (5, RequestPlan.Gen.Array[1]), (1, RequestPlan.Gen.Array[2])),
        (kind, requests) => new ContainerPlan(kind, requests));

    public bool IsInit => Kind < 2;

    public Container Object(int index) => new()
    {
        Name = $"c{index}",
        IsSidecar = Kind == 1,
        Limits = new ResourceList([.. Requests.SelectMany(static request => request.Limits())]),
    };
}

/// <summary>A pod, with whatever steers its placement.</summary>
internal sealed record PodPlan(ContainerPlan[] Containers, string[] Annotations, int Namespace)
{
    private static readonly Gen<string> Annotation = CsCheck.Gen.OneOf(
        "hami.io/node-scheduler-policy=spread", "hami.io/node-scheduler-policy=binpack", "hami.io/gpu-scheduler-policy=binpack", "hami.io/gpu-scheduler-policy=spread",
        "hami.io/gpu-scheduler-policy=mutex", "hami.io/gpu-scheduler-policy=numa", "hami.io/gpu-scheduler-policy=topology-aware", "hami.io/gpu-scheduler-policy=binpack,numa,mutex",
        "hami.io/device-scoring-weights=slot=1,core=0,memory=5", "nvidia.com/use-gputype=A100", "nvidia.com/nouse-gputype=v100", "nvidia.com/use-gpuuuid=GPU-0-0,GPU-1-1,GPU-2-0",
        "nvidia.com/nouse-gpuuuid=GPU-0-1", "nvidia.com/numa-bind=true", "nvidia.com/vgpu-mode=mig", "nvidia.com/vgpu-mode=hami-core", "hygon.com/nouse-gpuuuid=DCU-0-0", "hami.io/use-MR-V100-uuid=MR-V100-0-1");

    public static readonly Gen<PodPlan> Gen = CsCheck.Gen.Select(
        ContainerPlan.Gen.Array[1, 4], Annotation.Array[0, 2], CsCheck.Gen.Int[0, 1], (containers, annotations, ns) => new PodPlan(containers, annotations, ns));

    /// <summary>One that most often finds a place.</summary>
    public static readonly Gen<PodPlan> Modest = CsCheck.Gen.Select(
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 3], CsCheck.Gen.OneOf(1, 100, 256, 512), (vendor, memory) => new RequestPlan(vendor, 1, 1, memory, 10)), CsCheck.Gen.OneOf(0, 1, 2), CsCheck.Gen.Int[0, 1],
        (request, kind, ns) => new PodPlan([new ContainerPlan(kind, [request]), new ContainerPlan(2, [request])], [], ns));

    public Pod Object(int number) => new()
    {
        Namespace = $"ns{Namespace}",
        Name = $"pod-{number}",
        Uid = $"uid-{number}",
        ResourceVersion = "1",
        Phase = PodPhase.Pending,
        Annotations = Annotations.Select(static text => text.Split('=', 2)).GroupBy(static pair => pair[0]).ToDictionary(static group => group.Key, static group => group.First()[1]),
        InitContainers = [.. Containers.Where(static container => container.IsInit).Select(static (container, i) => container.Object(i))],
        Containers = [.. Containers.Where(static container => !container.IsInit).Select(static (container, i) => container.Object(i + 10))],
    };
}
