using Hami.Core.Devices;
using Hami.Core.Placement;

namespace Hami.Scheduler.Metrics;

/// <summary>A gauge with one sample for each device (control-plane.md §10).</summary>
/// <param name="Name">Its name.</param>
/// <param name="LegacyName">Its name of old, exported with <c>--legacy-metrics</c>; empty for none.</param>
/// <param name="Help">What it tells.</param>
/// <param name="Value">The value; null leaves the device out.</param>
/// <param name="HasCores">Whether the device's cores are a label.</param>
/// <param name="HasMemoryLimit">Whether the device's memory in MiB is a label.</param>
/// <param name="HasType">Whether the device's model is a label under the old name.</param>
internal sealed record DeviceMetric(
    string Name, string LegacyName, string Help, Func<Device, DeviceUsage, double?> Value, bool HasCores = false, bool HasMemoryLimit = false, bool HasType = true)
{
    private const double MiB = 1024 * 1024;

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<DeviceMetric> All =
    [
        new("hami_gpu_memory_limit_bytes", "GPUDeviceMemoryLimit", "Memory of the device in bytes", static (device, _) => device.Memory * MiB),
        new("hami_gpu_core_limit_ratio", "GPUDeviceCoreLimit", "Cores of the device in percent of one device", static (device, _) => device.Cores),
        new("hami_gpu_memory_allocated_bytes", "GPUDeviceMemoryAllocated", "Memory given out in bytes", static (_, used) => used.Memory * MiB, HasCores: true),
        new("hami_gpu_shared_count", "GPUDeviceSharedNum", "Shares standing on the device", static (_, used) => used.Slots),
        new("hami_gpu_core_allocated_ratio", "GPUDeviceCoreAllocated", "Cores given out in percent of one device", static (_, used) => used.Cores),
        new("hami_node_gpu_overview", "nodeGPUOverview", "Memory given out in bytes, with the device's size as labels", static (_, used) => used.Memory * MiB, HasCores: true, HasMemoryLimit: true),
        new(
            "hami_node_gpu_memory_allocated_ratio",
            "nodeGPUMemoryPercentage",
            "Part of the device's memory that is given out, 0 to 1",
            static (device, used) => device.Memory == 0 ? null : used.Memory / (double)device.Memory,
            HasType: false),
    ];
}
