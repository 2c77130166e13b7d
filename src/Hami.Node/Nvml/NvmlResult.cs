namespace Hami.Nodes.Nvml;

/// <summary>What a call of NVML returns (<c>nvmlReturn_t</c>), as far as any of it is treated apart.</summary>
public enum NvmlResult
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>This device or driver can't.</summary>
    NotSupported = 3,

    /// <summary>Not this user.</summary>
    NoPermission = 4,

    /// <summary>There is no driver in the kernel.</summary>
    DriverNotLoaded = 9,

    /// <summary>There is no library, or not one that NVML needs.</summary>
    LibraryNotFound = 12,

    /// <summary>An older library doesn't have the function.</summary>
    FunctionNotFound = 13,

    /// <summary>The device is gone.</summary>
    GpuIsLost = 15,

    /// <summary>The kernel's part of the driver is of another version.</summary>
    LibraryVersionMismatch = 18,
}
