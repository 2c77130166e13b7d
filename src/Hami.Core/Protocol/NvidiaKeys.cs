namespace Hami.Core.Protocol;

/// <summary>Annotation keys and words of NVIDIA (control-plane.md §3.1, §4).</summary>
public static class NvidiaKeys
{
    /// <summary>The vendor's key: the second field of each of its shares.</summary>
    public const string Vendor = "NVIDIA";

    /// <summary>On a node: its devices, see <see cref="NodeJsonCodec"/>.</summary>
    public const string NodeRegister = "hami.io/node-nvidia-register";

    /// <summary>On a node: how its devices are linked, see <see cref="PairScoresCodec"/>.</summary>
    public const string NodePairScores = "hami.io/node-nvidia-score";

    /// <summary>On a node: the handshake of the original, see <see cref="Protocol.Handshake"/>. Without the vendor in its name.</summary>
    public const string Handshake = "hami.io/node-handshake";

    /// <summary>On a pod: its shares by container, blanked by the node agent as containers are served; see <see cref="PodDevicesCodec"/>.</summary>
    public const string DevicesToAllocate = "hami.io/vgpu-devices-to-allocate";

    /// <summary>On a pod: its shares by container, written once.</summary>
    public const string DevicesAllocated = "hami.io/vgpu-devices-allocated";

    /// <summary>On a pod: its hardware instances, see <see cref="MigReservationsCodec"/>.</summary>
    public const string MigAllocations = "hami.io/vgpu-mig-allocations";

    /// <summary>On a pod, by its user: comma list of words of which a device's model must contain one.</summary>
    public const string UseGpuType = "nvidia.com/use-gputype";

    /// <summary>On a pod, by its user: comma list of words of which a device's model must contain none.</summary>
    public const string NoUseGpuType = "nvidia.com/nouse-gputype";

    /// <summary>On a pod, by its user: comma list of the UUIDs to choose from.</summary>
    public const string UseGpuUuid = "nvidia.com/use-gpuuuid";

    /// <summary>On a pod, by its user: comma list of the UUIDs not to choose.</summary>
    public const string NoUseGpuUuid = "nvidia.com/nouse-gpuuuid";

    /// <summary>On a pod, by its user: whether its devices must share a NUMA node.</summary>
    public const string NumaBind = "nvidia.com/numa-bind";

    /// <summary>On a pod, by its user: the modes that a device may be in.</summary>
    public const string VgpuMode = "nvidia.com/vgpu-mode";
}
