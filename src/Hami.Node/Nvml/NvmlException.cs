namespace Hami.Nodes.Nvml;

/// <summary>A call of NVML failed, or there is no NVML to call.</summary>
public sealed class NvmlException : Exception
{
    private NvmlException(string message, NvmlResult result)
        : base(message) => Result = result;

    /// <summary>Why.</summary>
    public NvmlResult Result { get; }

    /// <summary>Whether the driver isn't there at all, as opposed to being there and failing.</summary>
    public bool IsMissing => Result is NvmlResult.LibraryNotFound or NvmlResult.DriverNotLoaded;

    internal static NvmlException Of(string function, NvmlResult result) => new($"{function}: {Describe(result)}", result);

    internal static NvmlException NoLibrary(string name) => new($"{name} can't be loaded: the NVIDIA driver isn't installed", NvmlResult.LibraryNotFound);

    private static string Describe(NvmlResult result) => result switch
    {
        NvmlResult.DriverNotLoaded => "the NVIDIA driver isn't loaded",
        NvmlResult.NoPermission => "not permitted",
        NvmlResult.GpuIsLost => "the device fell off the bus or can't be reached",
        NvmlResult.LibraryVersionMismatch => "driver and library are of different versions: reboot, or load the driver's new module",
        NvmlResult.FunctionNotFound => "the driver is too old to have it",
        NvmlResult.NotSupported => "the device doesn't support it",
        _ => $"NVML's error {(int)result}",
    };
}
