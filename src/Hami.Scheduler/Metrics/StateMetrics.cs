using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;

namespace Hami.Scheduler.Metrics;

/// <summary>What is placed where, under the original's names (control-plane.md §10). Every sample carries <c>zone="vGPU"</c>.</summary>
/// <param name="state">The cluster state.</param>
/// <param name="withLegacy">Whether the names of old are exported too.</param>
internal sealed class StateMetrics(ClusterState state, bool withLegacy)
{
    private static readonly (string, string) Zone = ("zone", "vGPU");

    /// <summary>Writes all samples. No two of a metric have the same labels, whatever nodes and pods say: a scrape with such a pair fails as a whole (control-plane.md C25).</summary>
    public void Write(ExpositionWriter output)
    {
        var snapshots = state.Snapshots.ToList();
        foreach (var metric in DeviceMetric.All) WriteDevices(output, metric, snapshots);
        var charges = state.Charges();
        WriteShares(output, ShareSample.Of(charges));
        WriteInstances(output, charges, snapshots);
        WriteQuotas(output);
    }

    private void WriteDevices(ExpositionWriter output, DeviceMetric metric, List<NodeSnapshot> snapshots)
    {
        WriteDevices(output, metric.Name, isLegacy: false, metric, snapshots);
        if (withLegacy) WriteDevices(output, metric.LegacyName, isLegacy: true, metric, snapshots);
    }

    private static void WriteDevices(ExpositionWriter output, string name, bool isLegacy, DeviceMetric metric, List<NodeSnapshot> snapshots)
    {
        output.Begin(name, metric.Help);
        foreach (var snapshot in snapshots)
        {
            for (var i = 0; i < snapshot.Devices.Length; i++)
            {
                var device = snapshot.Devices[i];
                if (metric.Value(device, snapshot.Usage[i]) is not { } value || IsNamedBefore(snapshot.Devices, i)) continue;
                var labels = new List<(string, string)>
                {
                    (isLegacy ? "nodeid" : "node", snapshot.Node.Name),
                    (isLegacy ? "deviceuuid" : "device_uuid", device.Id),
                    (isLegacy ? "deviceidx" : "device_index", $"{device.Index}"),
                };
                if (metric.HasCores) labels.Add((isLegacy ? "devicecores" : "device_cores", $"{device.Cores}"));
                if (metric.HasMemoryLimit) labels.Add((isLegacy ? "devicememorylimit" : "device_memory_limit", $"{device.Memory}"));
                if (metric.HasType || !isLegacy) labels.Add((isLegacy ? "devicetype" : "device_type", device.Model));
                labels.Add(Zone);
                output.Sample(name, value, [.. labels]);
            }
        }
    }

    private static bool IsNamedBefore(ReadOnlySpan<Device> devices, int index)
    {
        foreach (var earlier in devices[..index])
        {
            if (earlier.Id == devices[index].Id) return true;
        }

        return false;
    }

    private void WriteShares(ExpositionWriter output, IReadOnlyList<ShareSample> shares)
    {
        const string Memory = "Memory recorded for the pod on the device in bytes";
        const string Cores = "Cores recorded for the pod on the device in percent of one device";
        WriteShares(output, "hami_vgpu_memory_allocated_bytes", Memory, shares, isLegacy: false, static taken => taken.Memory * 1024.0 * 1024);
        WriteShares(output, "hami_vgpu_core_allocated_ratio", Cores, shares, isLegacy: false, static taken => taken.Cores);
        if (!withLegacy) return;
        WriteShares(output, "vGPUMemoryAllocated", Memory, shares, isLegacy: true, static taken => taken.Memory * 1024.0 * 1024);
        WriteShares(output, "vGPUCoreAllocated", Cores, shares, isLegacy: true, static taken => taken.Cores);
    }

    // Usage is recorded for the pod as a whole, so the container's index is always 0, as the original's.
    private static void WriteShares(
        ExpositionWriter output, string name, string help, IReadOnlyList<ShareSample> shares, bool isLegacy, Func<DeviceUsage, double> value)
    {
        output.Begin(name, help);
        foreach (var share in shares)
        {
            output.Sample(
                name,
                value(share.Taken),
                (isLegacy ? "podnamespace" : "namespace", share.Namespace),
                (isLegacy ? "nodename" : "node", share.Node),
                (isLegacy ? "podname" : "pod", share.Pod),
                (isLegacy ? "containeridx" : "container_index", "0"),
                (isLegacy ? "deviceuuid" : "device_uuid", share.DeviceId),
                Zone);
        }
    }

    private void WriteInstances(ExpositionWriter output, IReadOnlyList<(string Namespace, string Name, string Node, PodCharge Charge)> charges, List<NodeSnapshot> snapshots)
    {
        var indexes = new Dictionary<string, int>();
        foreach (var snapshot in snapshots)
        {
            foreach (var device in snapshot.Devices) indexes[device.Id] = device.Index;
        }

        WriteInstances(output, "hami_node_gpu_mig_instance_info", isLegacy: false, charges, indexes);
        if (withLegacy) WriteInstances(output, "nodeGPUMigInstance", isLegacy: true, charges, indexes);
    }

    private static void WriteInstances(
        ExpositionWriter output,
        string name,
        bool isLegacy,
        IReadOnlyList<(string Namespace, string Name, string Node, PodCharge Charge)> charges,
        Dictionary<string, int> indexes)
    {
        output.Begin(name, "1 for each hardware instance that stands");
        var written = new HashSet<string>();
        foreach (var (_, _, node, charge) in charges)
        {
            foreach (var instance in charge.Usage.Instances)
            {
                if (instance.MigUuid is not { } uuid) continue;
                List<(string Name, string Value)> labels =
                [
                    (isLegacy ? "nodeid" : "node", node),
                    (isLegacy ? "deviceuuid" : "device_uuid", instance.GpuUuid),
                    (isLegacy ? "deviceidx" : "device_index", $"{indexes.GetValueOrDefault(instance.GpuUuid)}"),
                ];
                if (isLegacy)
                {
                    labels.Add(("migname", $"{instance.Profile}-{instance.GpuInstanceId}"));
                }
                else
                {
                    labels.AddRange(
                    [
                        ("mig_uuid", uuid),
                        ("profile", instance.Profile),
                        ("gpu_instance_id", $"{instance.GpuInstanceId}"),
                        ("compute_instance_id", $"{instance.ComputeInstanceId}"),
                        ("placement_start", $"{instance.Placement.Start}"),
                        ("placement_size", $"{instance.Placement.Size}"),
                    ]);
                }

                labels.Add(Zone);
                if (written.Add(string.Join('\n', labels.Select(static label => label.Value)))) output.Sample(name, 1, [.. labels]);
            }
        }
    }

    private void WriteQuotas(ExpositionWriter output)
    {
        var rows = state.Quotas();
        output.Begin("hami_resource_quota_used", "What the namespace's pods take of the resource, in units after the memory factor");
        foreach (var row in rows)
            output.Sample("hami_resource_quota_used", row.Used, ("namespace", row.Namespace), ("quota_name", row.Resource), ("limit", $"{row.Limit ?? 0}"), Zone);
        output.Begin("hami_resource_quota_limit", "The limit that the namespace's quotas set");
        foreach (var row in rows)
        {
            if (row.Limit is { } limit) output.Sample("hami_resource_quota_limit", limit, ("namespace", row.Namespace), ("quota_name", row.Resource), Zone);
        }

        if (!withLegacy) return;
        output.Begin("QuotaUsed", "What the namespace's pods take of the resource, in units after the memory factor");
        foreach (var row in rows)
            output.Sample("QuotaUsed", row.Used, ("quotanamespace", row.Namespace), ("quotaName", row.Resource), ("limit", $"{row.Limit ?? 0}"), Zone);
    }
}
