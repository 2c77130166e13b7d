using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Hami.Nodes.Nvml;

/// <summary>
/// The driver's management library, found at run time: a machine without it loads this program all the same. Functions are
/// looked up when they are first called, so that an old driver lacks only what it lacks.
/// </summary>
public sealed unsafe class NvmlLibrary : IDisposable
{
    /// <summary>What the driver calls it.</summary>
    public const string FileName = "libnvidia-ml.so.1";

    private const int NameSize = 96;
    private readonly nint library;

    private NvmlLibrary(nint library) => this.library = library;

    /// <summary>Loads and initialises it.</summary>
    /// <param name="path">A path, or the name that the loader looks for.</param>
    /// <exception cref="NvmlException">There is none, or it can't be initialised.</exception>
    public static NvmlLibrary Load(string path = FileName)
    {
        if (!NativeLibrary.TryLoad(path, out var library)) throw NvmlException.NoLibrary(path);
        var nvml = new NvmlLibrary(library);
        try
        {
            Check("nvmlInit_v2", ((delegate* unmanaged<NvmlResult>)nvml.Find("nvmlInit_v2", "nvmlInit"))());
            return nvml;
        }
        catch
        {
            NativeLibrary.Free(library);
            throw;
        }
    }

    /// <summary>All devices, those that don't answer among them.</summary>
    /// <exception cref="NvmlException">They can't even be counted.</exception>
    public IReadOnlyList<NvmlDevice> Devices()
    {
        uint count;
        Check("nvmlDeviceGetCount_v2", ((delegate* unmanaged<uint*, NvmlResult>)Find("nvmlDeviceGetCount_v2", "nvmlDeviceGetCount"))(&count));
        return [.. Enumerable.Range(0, (int)count).Select(Device)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (NativeLibrary.TryGetExport(library, "nvmlShutdown", out var shutdown)) ((delegate* unmanaged<NvmlResult>)shutdown)();
        // The library stays: drivers don't reckon with being unloaded.
    }

    private static void Check(string function, NvmlResult result)
    {
        if (result != NvmlResult.Success) throw NvmlException.Of(function, result);
    }

    private NvmlDevice Device(int index)
    {
        try
        {
            nint device;
            Check("nvmlDeviceGetHandleByIndex_v2", ((delegate* unmanaged<uint, nint*, NvmlResult>)Find("nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex"))((uint)index, &device));
            Memory memory;
            Check("nvmlDeviceGetMemoryInfo", ((delegate* unmanaged<nint, Memory*, NvmlResult>)Find("nvmlDeviceGetMemoryInfo"))(device, &memory));
            return new NvmlDevice
            {
                Index = index,
                Uuid = Text("nvmlDeviceGetUUID", device),
                Name = Text("nvmlDeviceGetName", device),
                MemoryTotal = memory.Total,
                MemoryUsed = memory.Used,
                Numa = NumaOf(device),
                IsMig = IsMig(device),
                Utilization = UtilizationOf(device),
            };
        }
        catch (NvmlException failure)
        {
            return new NvmlDevice { Index = index, Fault = failure.Message };
        }
    }

    private string Text(string function, nint device)
    {
        var text = stackalloc byte[NameSize];
        Check(function, ((delegate* unmanaged<nint, byte*, uint, NvmlResult>)Find(function))(device, text, NameSize));
        var bytes = new ReadOnlySpan<byte>(text, NameSize);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private int NumaOf(nint device)
    {
        const uint nodes = 1024 / 64;
        const int ofNode = 0;
        if (!NativeLibrary.TryGetExport(library, "nvmlDeviceGetMemoryAffinity", out var function)) return 0;
        var set = stackalloc ulong[(int)nodes];
        new Span<ulong>(set, (int)nodes).Clear();
        if (((delegate* unmanaged<nint, uint, ulong*, int, NvmlResult>)function)(device, nodes, set, ofNode) != NvmlResult.Success) return 0;
        for (var word = 0; word < (int)nodes; word++)
        {
            if (set[word] != 0) return (word * 64) + BitOperations.TrailingZeroCount(set[word]);
        }

        return 0;
    }

    private bool IsMig(nint device)
    {
        uint current, pending;
        return NativeLibrary.TryGetExport(library, "nvmlDeviceGetMigMode", out var function)
            && ((delegate* unmanaged<nint, uint*, uint*, NvmlResult>)function)(device, &current, &pending) == NvmlResult.Success
            && current != 0;
    }

    private int? UtilizationOf(nint device)
    {
        Rates rates;
        return NativeLibrary.TryGetExport(library, "nvmlDeviceGetUtilizationRates", out var function)
            && ((delegate* unmanaged<nint, Rates*, NvmlResult>)function)(device, &rates) == NvmlResult.Success
            ? (int)rates.Gpu
            : null;
    }

    // The newest name first: an older driver has only the others.
    private nint Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryGetExport(library, name, out var function)) return function;
        }

        throw NvmlException.Of(names[0], NvmlResult.FunctionNotFound);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Rates
    {
        public uint Gpu;
        public uint Memory;
    }
}
