using Hami.Core.Devices;
using Hami.Core.Placement;

namespace Hami.Core.Vendors;

/// <summary>Hygon DCU (vendors.md §3): as most vendors, registered by text.</summary>
public sealed class HygonDcu : Vendor
{
    private const string RegisterKey = "hami.io/node-dcu-register";

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
