using System.Text.Json;
using Hami.Core.Placement;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Nvidia;

namespace Hami.Tests.Vectors;

/// <summary>The vendors of a vector's device configuration.</summary>
internal static class VectorVendors
{
    public static VendorSet Of(string config)
    {
        var json = VectorFile.Config(config);
        var vendors = new List<Vendor>();
        if (json.TryGetProperty("nvidia", out var nvidia))
        {
            vendors.Add(new NvidiaGpu(new NvidiaOptions
            {
                CountResource = Text(nvidia, "resourceCountName"),
                MemoryResource = Text(nvidia, "resourceMemoryName"),
                MemoryPercentageResource = Text(nvidia, "resourceMemoryPercentageName"),
                CoreResource = Text(nvidia, "resourceCoreName"),
                PriorityResource = Text(nvidia, "resourcePriorityName"),
                OverwriteEnv = nvidia.TryGetProperty("overwriteEnv", out var overwrite) && overwrite.GetBoolean(),
                DefaultMemory = Number(nvidia, "defaultMemory"),
                DefaultCores = Number(nvidia, "defaultCores"),
                DefaultCount = Number(nvidia, "defaultGPUNum"),
                MemoryFactor = Number(nvidia, "memoryFactor"),
                CorePolicy = Text(nvidia, "gpuCorePolicy"),
                RuntimeClassName = Text(nvidia, "runtimeClassName"),
            }));
        }

        if (json.TryGetProperty("cambricon", out var mlu))
            vendors.Add(new CambriconMlu(Text(mlu, "resourceCountName"), Text(mlu, "resourceMemoryName"), Text(mlu, "resourceCoreName")));
        if (json.TryGetProperty("hygon", out var dcu))
            vendors.Add(new HygonDcu(Text(dcu, "resourceCountName"), Text(dcu, "resourceMemoryName"), Text(dcu, "resourceCoreName"), Number(dcu, "memoryFactor")));
        if (json.TryGetProperty("iluvatars", out var iluvatars))
        {
            vendors.AddRange(iluvatars.EnumerateArray().Select(static chip =>
                new IluvatarGpu(Text(chip, "commonWord"), Text(chip, "resourceCountName"), Text(chip, "resourceMemoryName"), Text(chip, "resourceCoreName"))));
        }

        return new VendorSet(vendors);
    }

    private static string Text(JsonElement section, string key) => section.TryGetProperty(key, out var value) ? value.GetString()! : "";

    private static int Number(JsonElement section, string key) => section.TryGetProperty(key, out var value) ? value.GetInt32() : 0;
}
