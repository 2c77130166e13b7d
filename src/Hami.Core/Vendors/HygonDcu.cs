using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Vendors.Configuration;

namespace Hami.Core.Vendors;

/// <summary>Hygon DCU (vendors.md §3): as most vendors, registered by text.</summary>
public sealed class HygonDcu : Vendor
{
    private const string RegisterKey = "hami.io/node-dcu-register";

    private static readonly ConfigKey<string> Count = new("resourceCountName", ConfigTypes.ResourceName, "hygon.com/dcunum")
    {
        Effect = "Resource that counts devices.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
        IsRequired = true,
    };

    private static readonly ConfigKey<string> Memory = new("resourceMemoryName", ConfigTypes.ResourceName, "hygon.com/dcumem")
    {
        Effect = "Resource for memory per device, in units of memoryFactor MiB.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
    };

    private static readonly ConfigKey<string> Core = new("resourceCoreName", ConfigTypes.ResourceName, "hygon.com/dcucores")
    {
        Effect = "Resource for percent of each device's cores.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
    };

    private static readonly ConfigKey<int> Factor = new("memoryFactor", ConfigTypes.WholeNumber(0), 1)
    {
        Effect = "MiB that one unit of the memory resource stands for, in requests and quotas; 0 means 1.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
    };

    internal static readonly VendorSection Section = new()
    {
        Name = "hygon",
        Title = "Hygon DCU",
        Keys = [Count, Memory, Core, Factor],
        Flags =
        [
            new("dcu-name", Count.Default, "resourceCountName of section hygon.") { StandsFor = Count },
            new("dcu-memory", Memory.Default, "resourceMemoryName of section hygon.") { StandsFor = Memory },
            new("dcu-cores", Core.Default, "resourceCoreName of section hygon.") { StandsFor = Core },
        ],
        Build = static reader => [new HygonDcu(reader.Read(Count), reader.Read(Memory), reader.Read(Core), reader.Read(Factor))],
    };

    /// <summary>Takes the resource names and the memory factor of the section <c>hygon</c>.</summary>
    public HygonDcu(string countResource, string memoryResource, string coreResource, int memoryFactor)
        : base(new VendorDescription
        {
            Key = "DCU",
            CountResource = countResource,
            MemoryResource = memoryResource,
            CoreResource = coreResource,
            MemoryFactor = Math.Max(memoryFactor, 1),
            DefaultCores = 100,
            NodeAnnotations = [RegisterKey],
            HandshakeKey = "hami.io/node-handshake-dcu",
            ToAllocateKey = "hami.io/dcu-devices-to-allocate",
            AllocatedKey = "hami.io/dcu-devices-allocated",
            UseUuidKey = "hygon.com/use-gpuuuid",
            NoUseUuidKey = "hygon.com/nouse-gpuuuid",
            UseModelKey = "hygon.com/use-dcutype",
            NoUseModelKey = "hygon.com/nouse-dcutype",
            Lock = LockMode.Shared,
        })
    {
    }

    /// <inheritdoc/>
    public override Announcement Announce(Node node) => TextRegister.Read(node, this, RegisterKey);
}
