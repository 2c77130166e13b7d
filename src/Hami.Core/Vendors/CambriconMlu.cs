using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Requests;
using Hami.Core.Vendors.Configuration;

namespace Hami.Core.Vendors;

/// <summary>Cambricon MLU (vendors.md §2): devices are told from the node's capacity, one unit of memory is 256 MiB.</summary>
public sealed class CambriconMlu : Vendor
{
    private const int UnitMiB = 256;
    private const string ProfileKey = "CAMBRICON_DSMLU_PROFILE";
    private const string AssignedKey = "CAMBRICON_DSMLU_ASSIGNED";

    private static readonly ConfigKey<string> Count = new("resourceCountName", ConfigTypes.ResourceName, "cambricon.com/vmlu")
    {
        Effect = "Resource that counts devices.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
        IsRequired = true,
    };

    private static readonly ConfigKey<string> Memory = new("resourceMemoryName", ConfigTypes.ResourceName, "cambricon.com/mlu.smlu.vmemory")
    {
        Effect = "Resource for memory per device, in units of 256 MiB.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
    };

    private static readonly ConfigKey<string> Core = new("resourceCoreName", ConfigTypes.ResourceName, "cambricon.com/mlu.smlu.vcore")
    {
        Effect = "Resource for percent of each device's cores.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
    };

    internal static readonly VendorSection Section = new()
    {
        Name = "cambricon",
        Title = "Cambricon MLU",
        Keys = [Count, Memory, Core],
        Flags =
        [
            new("cambricon-mlu-name", Count.Default, "resourceCountName of section cambricon.") { StandsFor = Count },
            new("cambricon-mlu-memory", Memory.Default, "resourceMemoryName of section cambricon.") { StandsFor = Memory },
            new("cambricon-mlu-cores", Core.Default, "resourceCoreName of section cambricon.") { StandsFor = Core },
        ],
        Build = static reader => [new CambriconMlu(reader.Read(Count), reader.Read(Memory), reader.Read(Core))],
    };

    /// <summary>Takes the resource names of the section <c>cambricon</c>.</summary>
    public CambriconMlu(string countResource, string memoryResource, string coreResource)
        : base(new VendorDescription
        {
            Key = "MLU",
            CountResource = countResource,
            MemoryResource = memoryResource,
            CoreResource = coreResource,
            MemoryFactor = UnitMiB,
            DefaultCores = 100,
            ToAllocateKey = "hami.io/cambricon-mlu-devices-to-allocate",
            AllocatedKey = "hami.io/cambricon-mlu-devices-allocated",
            OtherDecisionKeys = [ProfileKey, AssignedKey],
            UseUuidKey = "cambricon.com/use-gpuuuid",
            NoUseUuidKey = "cambricon.com/nouse-gpuuuid",
            ChecksQuota = true,
            Lock = LockMode.Private,
            PrivateLockKey = "cambricon.com/dsmlu.lock",
        })
    {
    }

    /// <inheritdoc/>
    public override Announcement Announce(Node node)
    {
        if (!node.Capacity.TryGet(Description.CoreResource, out var quantity)) return Announcement.Nothing;
        if (!quantity.TryAsInt64(out var cores) || cores is <= 0 or > int.MaxValue) return Fault(Description.CoreResource, quantity);
        if (!node.Capacity.TryGet(Description.MemoryResource, out quantity)) return Fault(Description.MemoryResource, quantity);
        if (!quantity.TryAsInt64(out var memory) || memory is < 0 or > int.MaxValue) return Fault(Description.MemoryResource, quantity);

        var count = (int)((cores + 99) / 100);
        var each = memory * UnitMiB * 100 / cores;
        if (each > int.MaxValue) return Fault(Description.MemoryResource, quantity);
        return new Announcement
        {
            Devices =
            [
                .. Enumerable.Range(0, count).Select(i => new Device
                {
                    Id = $"{node.Name}-cambricon-mlu-{i}",
                    Index = i,
                    Count = 100,
                    Memory = (int)each,
                    Cores = 100,
                    Model = Key,
                    IsHealthy = true,
                    Vendor = Key,
                }),
            ],
        };
    }

    /// <inheritdoc/>
    public override void Write(PodPlacement placement, IDictionary<string, string> annotations)
    {
        base.Write(placement, annotations);
        var first = placement.SharesOf(Key).First(static shares => shares.Count > 0)[0];
        var index = 0;
        foreach (var device in placement.Basis.Devices)
        {
            if (device.Id == first.DeviceId) index = device.Index;
        }

        annotations[AssignedKey] = "false";
        annotations[ProfileKey] = $"{index}_{first.Cores}_{first.Memory / UnitMiB}";
    }

    private static Announcement Fault(string resource, Quantity quantity) => new()
    {
        Fault = $"status.capacity[{resource}] is {(quantity.Text is { Length: > 0 } text ? $"\"{text}\"" : "absent")}: expected a positive integer",
    };
}
