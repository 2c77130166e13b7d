using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Requests;
using Hami.Core.Vendors.Configuration;

namespace Hami.Core.Vendors;

/// <summary>Iluvatar GPUs of one model line (vendors.md §4): registered by text, one unit of memory is 256 MiB.</summary>
public sealed class IluvatarGpu : Vendor
{
    // Its node agent reads this very spelling.
    private const string ContainerNameVariable = "SOL_CONTINER_NAME";

    private static readonly ConfigKey<string> Chip = new("chipName", ConfigTypes.Text, "")
    {
        Effect = "Name of the chip.",
        UsedBy = ConfigUsers.None,
    };

    private static readonly ConfigKey<string> Word = new("commonWord", ConfigTypes.CommonWord, "")
    {
        Effect = "Name of the model line: part of its annotations' names, and the word in device lists.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
        IsRequired = true,
    };

    private static readonly ConfigKey<string> Count = new("resourceCountName", ConfigTypes.ResourceName, "")
    {
        Effect = "Resource that counts devices.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
        IsRequired = true,
    };

    private static readonly ConfigKey<string> Memory = new("resourceMemoryName", ConfigTypes.ResourceName, "")
    {
        Effect = "Resource for memory per device, in units of 256 MiB.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
        IsRequired = true,
    };

    private static readonly ConfigKey<string> Core = new("resourceCoreName", ConfigTypes.ResourceName, "")
    {
        Effect = "Resource for percent of each device's cores.",
        UsedBy = ConfigUsers.Scheduler | ConfigUsers.Webhook,
        IsRequired = true,
    };

    internal static readonly VendorSection Section = new()
    {
        Name = "iluvatars",
        Title = "Iluvatar GPUs",
        Keys = [Chip, Word, Count, Memory, Core],
        EnabledBy = "enable-iluvatar",
        Flags = [new("enable-iluvatar", "false", "Whether the entries of section iluvatars count.") { IsSwitch = true }],
        DefaultEntries = [Shipped("MR-V100"), Shipped("MR-V50"), Shipped("BI-V150"), Shipped("BI-V100")],
        Build = static reader =>
        {
            reader.Check(Chip);
            return [new IluvatarGpu(reader.Read(Word), reader.Read(Count), reader.Read(Memory), reader.Read(Core))];
        },
    };

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
    public override int MostCores(DeviceRequest request) => (int)Math.Min(request.Count * 100L, int.MaxValue);

    /// <inheritdoc/>
    public override void Admit(ContainerDraft container)
    {
        if (!container.Limits.TryGetValue(Description.CountResource, out var count)) return;
        container.AsksForDevices = true;
        if (new Quantity(count).TryAsInt64(out var devices) && devices > 1 && devices <= int.MaxValue / 100) SetAllCores(container, devices);
        if (container.Name.Length > 0 && !container.HasVariable(ContainerNameVariable))
            container.AppendVariable(ContainerNameVariable, container.Name);
    }

    // Several devices are only given whole. A value that is no amount stays as it is, to be refused.
    private void SetAllCores(ContainerDraft container, long devices)
    {
        var all = $"{devices * 100}";
        if (container.TryGetLimitElseRequest(Description.CoreResource, out var asked) && asked.Text != all)
        {
            if (!asked.TryAsInt64(out var cores) || cores is < 0 or > int.MaxValue) return;
            container.Warnings.Add($"container {container.Name}: {Description.CoreResource}: {asked} was set to {all}: several devices are given whole");
        }

        container.SetLimit(Description.CoreResource, all);
    }

    private static ConfigMap Shipped(string word) => ConfigMap.BuiltIn(
        (Chip, word), (Word, word), (Count, $"iluvatar.ai/{word}-vgpu"), (Memory, $"iluvatar.ai/{word}.vMem"), (Core, $"iluvatar.ai/{word}.vCore"));
}
