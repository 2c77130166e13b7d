using Hami.Nodes.Local;
using Xunit;

namespace Hami.Tests.Nodes.Local;

/// <summary>What a job finds in its environment.</summary>
public sealed class JobEnvironmentTests
{
    private static readonly NativeParts Parts = NativeParts.Beside("/opt/hami", null);

    [Fact]
    public void Limits_are_numbered_as_the_devices_are_listed()
    {
        var variables = Of([new LocalShare("GPU-b", 3000, 30), new LocalShare("GPU-a", 40960, 100)]);
        Assert.Equal("3000m", variables["CUDA_DEVICE_MEMORY_LIMIT_0"]);
        Assert.Equal("30", variables["CUDA_DEVICE_SM_LIMIT_0"]);
        Assert.Equal("40960m", variables["CUDA_DEVICE_MEMORY_LIMIT_1"]);
        Assert.Equal("0", variables["CUDA_DEVICE_SM_LIMIT_1"]);
        Assert.Equal("GPU-b,GPU-a", variables["CUDA_VISIBLE_DEVICES"]);
        Assert.Equal("GPU-b,GPU-a", variables["NVIDIA_VISIBLE_DEVICES"]);
        Assert.Equal("/state/jobs/7/region.cache", variables["CUDA_DEVICE_MEMORY_SHARED_CACHE"]);
        Assert.Equal("true", variables["HAMI_REGION_BEFOREHAND"]);
        Assert.Equal("/state/presence", variables["HAMI_PRESENCE_DIRECTORY"]);
        Assert.Equal("7", variables["HAMI_JOB"]);
        Assert.DoesNotContain("SIMGPU_STATE", variables);
        Assert.DoesNotContain("LD_LIBRARY_PATH", variables);
    }

    [Fact]
    public void Limits_of_before_are_unset()
    {
        var variables = Of([new LocalShare("GPU-b", 3000, 30)]);
        foreach (var name in (string[])["CUDA_DEVICE_MEMORY_LIMIT", "CUDA_DEVICE_SM_LIMIT", "CUDA_DEVICE_MEMORY_LIMIT_1", "CUDA_DEVICE_SM_LIMIT_15", "CUDA_OVERSUBSCRIBE"])
            Assert.Null(variables[name]);
    }

    [Fact]
    public void What_was_preloaded_comes_after_ours()
    {
        var variables = Of([new LocalShare("GPU-b", 1, 0)], "/state/node/state", static name => name switch { "LD_PRELOAD" => "/other.so", "LD_LIBRARY_PATH" => "/lib64", _ => null });
        Assert.Equal("/opt/hami/libvgpu.so:/other.so", variables["LD_PRELOAD"]);
        Assert.Equal("/opt/hami/simgpu:/lib64", variables["LD_LIBRARY_PATH"]);
        Assert.Equal("/state/node/state", variables["SIMGPU_STATE"]);
    }

    [Theory]
    [InlineData(null, "/opt/hami/libvgpu.so")]
    [InlineData("", "/opt/hami/libvgpu.so")]
    [InlineData("/elsewhere/libvgpu.so", "/elsewhere/libvgpu.so")]
    public void The_library_is_beside_the_executable_or_where_it_is_said_to_be(string? given, string expected) => Assert.Equal(expected, NativeParts.Beside("/opt/hami", given).Library);

    [Fact]
    public void A_part_that_is_missing_is_named_with_the_remedy()
    {
        var failure = Assert.Throws<LocalException>(() => NativeParts.Beside("/nonexistent", null).Check(isSimulated: false));
        Assert.Equal((LocalFault.Unavailable, true), (failure.Fault, failure.Message.Contains("/nonexistent/libvgpu.so is missing", StringComparison.Ordinal) && failure.Message.Contains("HAMI_LIBRARY", StringComparison.Ordinal)));
    }

    private static Dictionary<string, string?> Of(IReadOnlyList<LocalShare> shares, string? simulated = null, Func<string, string?>? before = null) =>
        JobEnvironment.Assignments(7, shares, new ShareAsk(), "/state/jobs/7/region.cache", "/state/presence", Parts, simulated, before ?? (static _ => null))
            .Select(static assignment => assignment.Split('=', 2)).ToDictionary(static parts => parts[0], static parts => parts.Length > 1 ? parts[1] : null);
}
