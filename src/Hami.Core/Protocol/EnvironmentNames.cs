namespace Hami.Core.Protocol;

/// <summary>Environment variables of containers that carry grants, or that the webhook writes (control-plane.md §2.3).</summary>
public static class EnvironmentNames
{
    /// <summary>Which devices the container runtime shows: UUIDs, <c>all</c>, <c>none</c> or <c>void</c>.</summary>
    public const string VisibleDevices = "NVIDIA_VISIBLE_DEVICES";

    /// <summary>Memory limit; with <c>_&lt;n&gt;</c> that of the n-th device.</summary>
    public const string MemoryLimit = "CUDA_DEVICE_MEMORY_LIMIT";

    /// <summary>Core limit in percent; with <c>_&lt;n&gt;</c> that of the n-th device.</summary>
    public const string CoreLimit = "CUDA_DEVICE_SM_LIMIT";

    /// <summary>Path of the shared region.</summary>
    public const string SharedRegion = "CUDA_DEVICE_MEMORY_SHARED_CACHE";

    /// <summary>Ours: <c>true</c> where the region was made beforehand, so that nobody makes another when it is missing.</summary>
    public const string RegionBeforehand = "HAMI_REGION_BEFOREHAND";

    /// <summary>Ours: folder in which those on one device tell each other when they use it.</summary>
    public const string PresenceDirectory = "HAMI_PRESENCE_DIRECTORY";

    /// <summary>Whether memory beyond the device's may be used.</summary>
    public const string Oversubscribe = "CUDA_OVERSUBSCRIBE";

    /// <summary>Turns the limits off.</summary>
    public const string DisableControl = "CUDA_DISABLE_CONTROL";

    /// <summary>When the core limit acts: <c>default</c>, <c>force</c>, <c>disable</c>.</summary>
    public const string CorePolicy = "GPU_CORE_UTILIZATION_POLICY";

    /// <summary>Priority of the container's tasks.</summary>
    public const string TaskPriority = "CUDA_TASK_PRIORITY";
}
