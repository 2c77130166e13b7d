using System.Text.Json;
using Hami.Core.Placement;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Nvidia;
using Hami.Tests.Vectors;

namespace Hami.Tests.Admission;

/// <summary>The vendors of a device configuration in <c>configs.json</c>.</summary>
internal static class ConfiguredVendors
{
    public static VendorSet Default { get; } = Of("default");

    public static VendorSet Of(string config) => new(Read(VectorFile.Config(config)));

    private static IEnumerable<Vendor> Read(JsonElement config)
    {
        var nvidia = Section(config, "nvidia");
        yield return new NvidiaGpu(new NvidiaOptions
        {
            CountResource = Text(nvidia, "resourceCountName"),
            MemoryResource = Text(nvidia, "resourceMemoryName"),
            MemoryPercentageResource = Text(nvidia, "resourceMemoryPercentageName"),
            CoreResource = Text(nvidia, "resourceCoreName"),
            PriorityResource = Text(nvidia, "resourcePriorityName"),
            OverwriteEnv = nvidia is { } section && section.TryGetProperty("overwriteEnv", out var overwrite) && overwrite.GetBoolean(),
            DefaultMemory = Number(nvidia, "defaultMemory"),
            DefaultCores = Number(nvidia, "defaultCores"),
            DefaultCount = Number(nvidia, "defaultGPUNum"),
            MemoryFactor = Number(nvidia, "memoryFactor"),
            CorePolicy = Text(nvidia, "gpuCorePolicy"),
            RuntimeClassName = Text(nvidia, "runtimeClassName"),
        });
        var cambricon = Section(config, "cambricon");
        yield return new CambriconMlu(Text(cambricon, "resourceCountName"), Text(cambricon, "resourceMemoryName"), Text(cambricon, "resourceCoreName"));
        var hygon = Section(config, "hygon");
        yield return new HygonDcu(
            Text(hygon, "resourceCountName"), Text(hygon, "resourceMemoryName"), Text(hygon, "resourceCoreName"), Number(hygon, "memoryFactor"));
        if (Section(config, "iluvatars") is not { } iluvatars) yield break;
        foreach (var entry in iluvatars.EnumerateArray())
        {
            yield return new IluvatarGpu(
                Text(entry, "commonWord"), Text(entry, "resourceCountName"), Text(entry, "resourceMemoryName"), Text(entry, "resourceCoreName"));
        }
    }

    private static JsonElement? Section(JsonElement config, string name) => config.TryGetProperty(name, out var section) ? section : null;

    private static string Text(JsonElement? section, string name) =>
        section is { } present && present.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static int Number(JsonElement? section, string name) =>
        section is { } present && present.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
}
