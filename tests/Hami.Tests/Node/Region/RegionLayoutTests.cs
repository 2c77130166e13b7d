using Hami.Nodes.Region;
using Xunit;

namespace Hami.Tests.Nodes.Region;

/// <summary>The C header and its mirror tell the same numbers, and those are the original's (node.md §4.3, T38, T39).</summary>
public sealed class RegionLayoutTests
{
    [Fact]
    public void Version_1_is_where_the_header_has_it() => AssertSame(Fields(RegionLayout.V1, "hami_region_v1", "hami_region_process", "hami_region_memory", "hami_region_utilization"));

    [Fact]
    public void Version_0_is_where_the_header_has_it() => AssertSame(Fields(RegionLayout.V0, "hami_region_v0", "hami_region_v0_process", "hami_region_v0_memory", "hami_region_v0_utilization"));

    [Fact]
    public void The_tail_is_where_the_header_has_it() => AssertSame(
    [
        ("offsetof(struct hami_region, tail)", RegionTail.Offset),
        ("sizeof(struct hami_region)", RegionTail.FileSize),
        ("HAMI_REGION_TAIL_MAGIC", RegionTail.Magic),
        ("HAMI_REGION_TAIL_VERSION", RegionTail.Version),
        ("offsetof(struct hami_region_tail, version)", RegionTail.VersionAt),
        ("offsetof(struct hami_region_tail, origin)", RegionTail.Origin),
        ("offsetof(struct hami_region_tail, size)", RegionTail.Size),
        ("offsetof(struct hami_region_tail, generation)", RegionTail.Generation),
        ("offsetof(struct hami_region_tail, devices)", RegionTail.Devices),
        ("sizeof(struct hami_region_device)", RegionTail.DeviceSize),
        ("offsetof(struct hami_region_device, memory_mode)", RegionTail.MemoryMode),
        ("offsetof(struct hami_region_device, core_mode)", RegionTail.CoreMode),
        ("offsetof(struct hami_region_device, memory_limit)", RegionTail.MemoryLimit),
        ("offsetof(struct hami_region_device, core_percent)", RegionTail.CorePercent),
        ("offsetof(struct hami_region_device, policy)", RegionTail.Policy),
        ("offsetof(struct hami_region_device, credit_time)", RegionTail.CreditTime),
        ("offsetof(struct hami_region_device, gate)", RegionTail.Gate),
        ("offsetof(struct hami_region_device, context_bytes)", RegionTail.ContextBytes),
        ("offsetof(struct hami_region_device, rate)", RegionTail.Rate),
        ("offsetof(struct hami_region_device, alone_ns)", RegionTail.AloneTime),
        ("offsetof(struct hami_region_device, shared_ns)", RegionTail.SharedTime),
        ("offsetof(struct hami_region_device, trim_millionths)", RegionTail.Trim),
        ("offsetof(struct hami_region_device, trimmed_ns)", RegionTail.Trimmed),
        ("offsetof(struct hami_region_tail, slots)", RegionTail.Slots),
        ("sizeof(struct hami_region_slot)", RegionTail.SlotSize),
        ("offsetof(struct hami_region_slot, claim)", RegionTail.Claim),
        ("offsetof(struct hami_region_slot, pid_namespace)", RegionTail.PidNamespace),
        ("offsetof(struct hami_region_slot, kinds)", RegionTail.Kinds),
        ("HAMI_REGION_KINDS", RegionTail.KindCount),
        ("HAMI_REGION_REFUSED", (ulong)LimitMode.Refused),
        ("HAMI_REGION_NONE", (ulong)LimitMode.None),
        ("HAMI_REGION_LIMITED", (ulong)LimitMode.Limited),
        ("HAMI_REGION_HARDWARE", (ulong)LimitMode.Hardware),
        ("HAMI_REGION_FIRST_PROCESS", (ulong)RegionOrigin.FirstProcess),
        ("HAMI_REGION_BEFOREHAND", (ulong)RegionOrigin.Beforehand),
    ]);

    [Fact]
    public void Version_1_is_the_original_s()
    {
        var layout = RegionLayout.V1;
        Assert.Equal(160, layout.Uuids + 96);
        Assert.Equal(1616, layout.Limits + (2 * 8));
        Assert.Equal(1848, layout.SmLimits + (15 * 8));
        Assert.Equal(1864, layout.Processes + RegionLayout.Used);
        Assert.Equal(2896, layout.Processes + layout.MonitorUsed + 8);
        Assert.Equal(3820, layout.Processes + layout.ProcessSize + RegionLayout.HostPid);
        Assert.Equal(3792, layout.Processes + layout.Sequence);
        Assert.Equal(7904, layout.Processes + (3 * layout.ProcessSize) + RegionLayout.Used + (2 * layout.MemorySize) + 32);
        Assert.Equal(9008, layout.Processes + (3 * layout.ProcessSize) + layout.Utilization + (2 * layout.UtilizationSize) + 16);
        Assert.Equal(2008864, layout.Processes + (1023 * layout.ProcessSize) + layout.Status);
    }

    [Fact]
    public void Version_0_is_the_original_s()
    {
        var layout = RegionLayout.V0;
        Assert.Equal(152, layout.Uuids + 96);
        Assert.Equal(1608, layout.Limits + (2 * 8));
        Assert.Equal(1840, layout.SmLimits + (15 * 8));
        Assert.Equal(2504, layout.Processes + layout.MonitorUsed + 8);
        Assert.Equal(3020, layout.Processes + layout.ProcessSize + RegionLayout.HostPid);
        Assert.Equal(5472, layout.Processes + (3 * layout.ProcessSize) + RegionLayout.Used + (2 * layout.MemorySize) + 32);
        Assert.Equal(6192, layout.Processes + (3 * layout.ProcessSize) + layout.Utilization + (2 * layout.UtilizationSize) + 16);
        Assert.Equal(1197872, layout.Processes + (1023 * layout.ProcessSize) + layout.Status);
    }

    private static List<(string Expression, ulong Value)> Fields(RegionLayout layout, string region, string process, string memory, string utilization)
    {
        List<(string, long?)> fields =
        [
            ("HAMI_REGION_MAGIC", RegionLayout.Magic),
            ("HAMI_REGION_DEVICES", RegionLayout.Devices),
            ("HAMI_REGION_SLOTS", RegionLayout.Slots),
            ("HAMI_REGION_UUID_BYTES", RegionLayout.UuidBytes),
            ($"sizeof(struct {region})", layout.Size),
            (At(region, "magic"), 0),
            (At(region, "sm_init_flag"), layout.SmInitFlag),
            (At(region, "owner_pid"), layout.OwnerPid),
            (At(region, "semaphore"), layout.Semaphore),
            (At(region, "device_count"), layout.DeviceCount),
            (At(region, "uuids"), layout.Uuids),
            (At(region, "limit"), layout.Limits),
            (At(region, "sm_limit"), layout.SmLimits),
            (At(region, "processes"), layout.Processes),
            (At(region, "process_count"), layout.ProcessCount),
            (At(region, "utilization_switch"), layout.UtilizationSwitch),
            (At(region, "recent_kernel"), layout.RecentKernel),
            (At(region, "priority"), layout.Priority),
            (At(region, "last_kernel_time"), layout.LastKernelTime),
            ($"sizeof(struct {process})", layout.ProcessSize),
            (At(process, "pid"), 0),
            (At(process, "host_pid"), RegionLayout.HostPid),
            (At(process, "used"), RegionLayout.Used),
            (At(process, "monitor_used"), layout.MonitorUsed),
            (At(process, "utilization"), layout.Utilization),
            (At(process, "status"), layout.Status),
            (At(process, "sequence"), layout.Sequence),
            ($"sizeof(struct {memory})", layout.MemorySize),
            (At(memory, "context"), 0),
            (At(memory, "module"), 8),
            (At(memory, "data"), 16),
            (At(memory, "offset"), 24),
            (At(memory, "total"), 32),
            ($"sizeof(struct {utilization})", layout.UtilizationSize),
            (At(utilization, "sm"), 16),
        ];
        return [.. fields.Where(static field => field.Item2 is not null).Select(static field => (field.Item1, (ulong)field.Item2!.Value))];
    }

    private static string At(string type, string field) => $"offsetof(struct {type}, {field})";

    private static void AssertSame(List<(string Expression, ulong Value)> mirror)
    {
        var header = RegionHeader.Evaluate(mirror.Select(static field => field.Expression));
        Assert.Equal(mirror.Select((field, index) => (field.Expression, header[index])), mirror);
    }
}
