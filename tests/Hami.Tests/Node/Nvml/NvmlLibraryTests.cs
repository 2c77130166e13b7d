using Hami.Nodes.Nvml;
using Xunit;

namespace Hami.Tests.Nodes.Nvml;

/// <summary>Drivers that are missing, old or broken.</summary>
public sealed class NvmlLibraryTests
{
    private const string Old = """
        #include <stdio.h>
        #include <string.h>
        struct memory { unsigned long long total, free, used; };
        int nvmlInit(void) { return 0; }
        int nvmlDeviceGetCount(unsigned *count) { *count = 2; return 0; }
        int nvmlDeviceGetHandleByIndex(unsigned index, void **device) { *device = (void *)(index + 1ul); return 0; }
        int nvmlDeviceGetMemoryInfo(void *device, struct memory *memory) {
          *memory = (struct memory){16ull << 30, 15ull << 30, 1ull << 30};
          return (unsigned long)device == LOST ? 15 : 0;
        }
        int nvmlDeviceGetUUID(void *device, char *text, unsigned size) { snprintf(text, size, "GPU-%lu", (unsigned long)device); return 0; }
        int nvmlDeviceGetName(void *device, char *text, unsigned size) { (void)device; snprintf(text, size, "Tesla T4"); return 0; }
        """;

    [Fact]
    public void One_that_is_missing_says_so()
    {
        var failure = Assert.Throws<NvmlException>(() => NvmlLibrary.Load("/nonexistent/libnvidia-ml.so.1"));
        Assert.True(failure.IsMissing);
        Assert.Contains("the NVIDIA driver isn't installed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_a_driver_that_isn_t_loaded_says_so()
    {
        using var c = new CFolder();
        var failure = Assert.Throws<NvmlException>(() => NvmlLibrary.Load(c.Compile("nvml.so", "int nvmlInit_v2(void) { return 9; }\n", "-shared", "-fPIC")));
        Assert.Equal((NvmlResult.DriverNotLoaded, true), (failure.Result, failure.IsMissing));
    }

    [Fact]
    public void One_with_other_functions_says_which_is_lacking()
    {
        using var c = new CFolder();
        var failure = Assert.Throws<NvmlException>(() => NvmlLibrary.Load(c.Compile("nvml.so", "int other(void);\nint other(void) { return 0; }\n", "-shared", "-fPIC")));
        Assert.Equal("nvmlInit_v2: the driver is too old to have it", failure.Message);
    }

    [Fact]
    public void An_old_one_tells_what_it_can()
    {
        using var c = new CFolder();
        using var nvml = NvmlLibrary.Load(c.Compile("nvml.so", Old, "-shared", "-fPIC", "-DLOST=0"));
        Assert.Equal(
            new NvmlDevice { Index = 1, Uuid = "GPU-2", Name = "Tesla T4", MemoryTotal = 16UL << 30, MemoryUsed = 1UL << 30, Numa = 0, IsMig = false, Utilization = null },
            nvml.Devices()[1]);
    }

    [Fact]
    public void A_device_that_is_lost_doesn_t_hide_the_others()
    {
        using var c = new CFolder();
        using var nvml = NvmlLibrary.Load(c.Compile("nvml.so", Old, "-shared", "-fPIC", "-DLOST=1"));
        var devices = nvml.Devices();
        Assert.Equal("nvmlDeviceGetMemoryInfo: the device fell off the bus or can't be reached", devices[0].Fault);
        Assert.Equal((null, "GPU-2"), (devices[1].Fault, devices[1].Uuid));
    }
}
