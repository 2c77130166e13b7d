using Hami.Core.Devices;
using Hami.Core.Requests;

namespace Hami.Core.Placement;

/// <summary>The original's load scores: 32-bit floats, evaluated left to right, so that equal loads are equal (control-plane.md §6.5, §6.7, §12.3).</summary>
internal static class Scores
{
    /// <summary>The load of a whole node: 10 times the sum of the used parts of slots, cores and memory over all devices; 0 when any of these has no total.</summary>
    public static float OfNode(ReadOnlySpan<Device> devices, ReadOnlySpan<DeviceUsage> usage)
    {
        long count = 0, cores = 0, memory = 0;
        DeviceUsage used = default;
        for (var i = 0; i < devices.Length; i++)
        {
            count += devices[i].Count;
            cores += devices[i].Cores;
            memory += devices[i].Memory;
            used += usage[i];
        }

        if (count == 0 || cores == 0 || memory == 0) return 0;
        return 10f * (used.Slots / (float)count + used.Cores / (float)cores + used.Memory / (float)memory);
    }

    /// <summary>
    /// The load of one device including what the container asks of its vendor. The original leaves the request out unless the
    /// model equals the vendor's key (control-plane.md C2); here it counts for the vendor's own devices.
    /// </summary>
    public static float OfDevice(Device device, DeviceUsage usage, ScoringWeights weights, ReadOnlySpan<DeviceRequest> requests)
    {
        if (device.Count == 0 || device.Cores == 0 || device.Memory == 0) return 0;
        long asked = 0, cores = 0, memory = 0;
        foreach (var request in requests)
        {
            if (request.Vendor != device.Vendor) continue;
            asked++;
            cores += request.Cores;
            memory += request.MemoryPercentage is 0 or DeviceRequest.NoPercentage
                ? request.Memory
                : (long)device.Memory * request.MemoryPercentage / 100;
        }

        return 10f * (weights.Slot * (float)(asked + usage.Slots) / device.Count
            + weights.Core * (float)(cores + usage.Cores) / device.Cores
            + weights.Memory * (float)(memory + usage.Memory) / device.Memory);
    }
}
