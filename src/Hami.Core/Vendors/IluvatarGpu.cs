using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Requests;

namespace Hami.Core.Vendors;

/// <summary>Iluvatar GPUs of one model line (vendors.md §4): registered by text, one unit of memory is 256 MiB.</summary>
public sealed class IluvatarGpu : Vendor
{
    // Its node agent reads this very spelling.
    private const string ContainerNameVariable = "SOL_CONTINER_NAME";

    /// <summary>Takes one entry of the list <c>iluvatars</c>.</summary>
    public IluvatarGpu(string commonWord, string countResource, string memoryResource, string coreResource)
        : base(new VendorDescription
        {
            Key = commonWord,
            CountResource = countResource,
            MemoryResource = memoryResource,
            CoreResource = coreResource,
            MemoryFactor = 256,
            NodeAnnotations = [$"hami.io/node-{commonWord}-register"],
            HandshakeKey = $"hami.io/node-handshake-{commonWord}",
            ToAllocateKey = $"hami.io/{commonWord}-devices-to-allocate",
            AllocatedKey = $"hami.io/{commonWord}-devices-allocated",
            UseUuidKey = $"hami.io/use-{commonWord}-uuid",
            NoUseUuidKey = $"hami.io/no-use-{commonWord}-uuid",
            Lock = LockMode.Shared,
        })
    {
    }

    /// <inheritdoc/>
    public override Announcement Announce(Node node) => TextRegister.Read(node, this, Description.NodeAnnotations[0]);

    /// <inheritdoc/>
    public override void Admit(ContainerDraft container)
    {
        if (!container.Limits.TryGetValue(Description.CountResource, out var count)) return;
        container.AsksForDevices = true;
        if (new Quantity(count).TryAsInt64(out var devices) && devices > 1 && devices <= int.MaxValue / 100)
            container.SetLimit(Description.CoreResource, $"{devices * 100}");
        if (container.Name.Length > 0 && !container.HasVariable(ContainerNameVariable))
            container.AppendVariable(ContainerNameVariable, container.Name);
    }
}
