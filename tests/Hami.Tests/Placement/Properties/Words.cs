using Hami.Core.Placement;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Nvidia;

namespace Hami.Tests.Placement.Properties;

/// <summary>Names of resources, and the vendors that go by them.</summary>
internal static class Words
{
    public const string Gpu = "nvidia.com/gpu";
    public const string GpuMemory = "nvidia.com/gpumem";
    public const string GpuPercentage = "nvidia.com/gpumem-percentage";
    public const string GpuCores = "nvidia.com/gpucores";
    public const string Mlu = "cambricon.com/vmlu";
    public const string MluMemory = "cambricon.com/mlu.smlu.vmemory";
    public const string MluCores = "cambricon.com/mlu.smlu.vcore";
    public const string Dcu = "hygon.com/dcunum";
    public const string DcuMemory = "hygon.com/dcumem";
    public const string DcuCores = "hygon.com/dcucores";
    public const string Iluvatar = "iluvatar.ai/vgpu";
    public const string IluvatarMemory = "iluvatar.ai/vcuda-memory";
    public const string IluvatarCores = "iluvatar.ai/vcuda-core";

    public static readonly VendorSet Vendors = new(
    [
        new NvidiaGpu(new NvidiaOptions { CountResource = Gpu, MemoryResource = GpuMemory, MemoryPercentageResource = GpuPercentage, CoreResource = GpuCores, PriorityResource = "nvidia.com/priority" }),
        new CambriconMlu(Mlu, MluMemory, MluCores),
        new HygonDcu(Dcu, DcuMemory, DcuCores, 1),
        new IluvatarGpu("MR-V100", Iluvatar, IluvatarMemory, IluvatarCores),
    ]);
}
