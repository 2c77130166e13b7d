using Hami.Core.Vendors.Configuration;

namespace Hami.Core.Vendors.Nvidia;

/// <summary>The section <c>nvidia</c> of the device configuration (control-plane.md §11.1).</summary>
internal static class NvidiaSection
{
    private const ConfigUsers Both = ConfigUsers.Scheduler | ConfigUsers.Webhook;

    /// <summary>Top-level keys of NVIDIA's own plugin, whose configuration may be the same file.</summary>
    public static readonly IReadOnlyList<string> PluginKeys = ["version", "flags", "resources", "sharing", "imex"];

    private static readonly ConfigKey<string> Count = new("resourceCountName", ConfigTypes.ResourceName, "nvidia.com/gpu")
    {
        Effect = "Resource that counts devices.",
        UsedBy = Both | ConfigUsers.NodeAgent,
        IsRequired = true,
    };

    private static readonly ConfigKey<string> Memory = new("resourceMemoryName", ConfigTypes.ResourceName, "nvidia.com/gpumem")
    {
        Effect = "Resource for memory per device, in units of memoryFactor MiB.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<string> MemoryPercentage = new(
        "resourceMemoryPercentageName", ConfigTypes.ResourceName, "nvidia.com/gpumem-percentage")
    {
        Effect = "Resource for percent of each device's memory.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<string> Core = new("resourceCoreName", ConfigTypes.ResourceName, "nvidia.com/gpucores")
    {
        Effect = "Resource for percent of each device's cores; 100 takes the device alone.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<string> Priority = new("resourcePriorityName", ConfigTypes.ResourceName, "nvidia.com/priority")
    {
        Effect = "Resource for the task priority: its limit becomes CUDA_TASK_PRIORITY.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<bool> OverwriteEnv = new("overwriteEnv", ConfigTypes.Boolean, false)
    {
        Effect = "Whether containers that ask for no device get NVIDIA_VISIBLE_DEVICES=none.",
        UsedBy = ConfigUsers.Webhook,
    };

    private static readonly ConfigKey<int> DefaultMemory = new("defaultMemory", ConfigTypes.WholeNumber(0), 0)
    {
        Effect = "Memory of a request that names none, MiB per device; 0 takes the whole device's.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<int> DefaultCores = new("defaultCores", ConfigTypes.WholeNumber(0, 100), 0)
    {
        Effect = "Cores of a request that names none, percent of one device.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<int> DefaultCount = new("defaultGPUNum", ConfigTypes.WholeNumber(0), 1)
    {
        Effect = "Devices of a request that names memory or cores but no number; 0 leaves it no request.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<int> MemoryFactor = new("memoryFactor", ConfigTypes.WholeNumber(0), 1)
    {
        Effect = "MiB that one unit of the memory resource stands for, in requests and quotas; 0 means 1.",
        UsedBy = Both,
    };

    private static readonly ConfigKey<string> CorePolicy = new("gpuCorePolicy", ConfigTypes.Word("default", "force", "disable", ""), "default")
    {
        Effect = "Unless default: given to every container as GPU_CORE_UTILIZATION_POLICY.",
        UsedBy = ConfigUsers.Webhook,
    };

    private static readonly ConfigKey<string> RuntimeClass = new("runtimeClassName", ConfigTypes.Text, "")
    {
        Effect = "Runtime class for pods that ask for devices and name none; empty sets none.",
        UsedBy = ConfigUsers.Webhook,
    };

    private static readonly IReadOnlyList<ConfigKey> NodeAgentKeys =
    [
        new ConfigKey<IReadOnlyList<MigAllowance>>("migProfileAllowlist", MigAllowance.ListType, [])
        {
            Effect = "MIG profiles that may be made, by model; the first entry that names the model counts.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<int>("deviceSplitCount", ConfigTypes.WholeNumber(0), 10)
        {
            Effect = "Into how many shares a device may be split.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<double>("deviceMemoryScaling", ConfigTypes.Number, 1)
        {
            Effect = "Factor on the memory that a device announces.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<double>("deviceCoreScaling", ConfigTypes.Number, 1)
        {
            Effect = "Factor on the cores that a device announces.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<int>("preConfiguredDeviceMemory", ConfigTypes.WholeNumber(0), 0)
        {
            Effect = "Memory that a device announces instead of its own, MiB; 0 for its own.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<bool>("enableNumaTopology", ConfigTypes.Boolean, false)
        {
            Effect = "Whether devices tell the kubelet their NUMA node.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<int>("libCudaLogLevel", LogLevel(), 1)
        {
            Effect = "Log level of the library in the containers.",
            UsedBy = ConfigUsers.NodeAgent,
        },
        new ConfigKey<bool>("disableCoreLimit", ConfigTypes.Boolean, false)
        {
            Effect = "Whether containers run without a limit on cores.",
            UsedBy = ConfigUsers.NodeAgent,
        },
    ];

    /// <summary>The section.</summary>
    public static readonly VendorSection Definition = new()
    {
        Name = "nvidia",
        Title = "NVIDIA GPUs",
        Keys =
        [
            Count, Memory, MemoryPercentage, Core, Priority, OverwriteEnv, DefaultMemory, DefaultCores, DefaultCount, MemoryFactor,
            CorePolicy, RuntimeClass, .. NodeAgentKeys,
        ],
        FormerKeys = new Dictionary<string, string>
        {
            ["knownMigGeometries"] = "migProfileAllowlist takes its place: list for each model the profiles that may be made",
        },
        Build = static reader => [new NvidiaGpu(Read(reader))],
    };

    private static NvidiaOptions Read(SectionReader reader)
    {
        foreach (var key in NodeAgentKeys) reader.Check(key);
        return new NvidiaOptions
        {
            CountResource = reader.Read(Count),
            MemoryResource = reader.Read(Memory),
            MemoryPercentageResource = reader.Read(MemoryPercentage),
            CoreResource = reader.Read(Core),
            PriorityResource = reader.Read(Priority),
            OverwriteEnv = reader.Read(OverwriteEnv),
            DefaultMemory = reader.Read(DefaultMemory),
            DefaultCores = reader.Read(DefaultCores),
            DefaultCount = reader.Read(DefaultCount),
            MemoryFactor = reader.Read(MemoryFactor),
            CorePolicy = reader.Read(CorePolicy),
            RuntimeClassName = reader.Read(RuntimeClass),
        };
    }

    // Written with and without quotes in the field.
    private static ConfigType<int> LogLevel()
    {
        var plain = ConfigTypes.WholeNumber(0, 4);
        return plain with
        {
            Read = (node, faults) => plain.Read(node is ConfigScalar scalar ? new ConfigScalar(scalar.Text, isQuoted: false, scalar.Place) : node, faults),
        };
    }
}
