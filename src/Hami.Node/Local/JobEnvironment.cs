using Hami.Core.Protocol;

namespace Hami.Nodes.Local;

/// <summary>What a job's environment says beyond its user's own.</summary>
public static class JobEnvironment
{
    /// <summary>The job's number; who has it is inside a job already.</summary>
    public const string Number = "HAMI_JOB";

    private const string Preload = "LD_PRELOAD";
    private const string LibraryPath = "LD_LIBRARY_PATH";

    /// <summary>The assignments, <c>NAME=VALUE</c>; a name alone is to be unset.</summary>
    /// <param name="number">The job's number.</param>
    /// <param name="shares">What it was granted, in the region's order.</param>
    /// <param name="ask">What it asked.</param>
    /// <param name="region">Path of its region.</param>
    /// <param name="presence">Folder in which jobs on one device tell each other when they use it.</param>
    /// <param name="parts">Where the library is.</param>
    /// <param name="simulatedState">The simulated node's file; null on real devices.</param>
    /// <param name="before">The user's own variables.</param>
    public static IReadOnlyList<string> Assignments(
        long number, IReadOnlyList<LocalShare> shares, ShareAsk ask, string region, string presence, NativeParts parts, string? simulatedState, Func<string, string?> before)
    {
        var devices = string.Join(',', shares.Select(static share => share.Uuid));
        // A limit that the user's own environment has must not count for a device of ours.
        var assignments = new List<string> { EnvironmentNames.MemoryLimit, EnvironmentNames.CoreLimit };
        for (var d = 0; d < ShareAsk.MostGpus; d++)
        {
            var share = d < shares.Count ? shares[d] : null;
            assignments.Add(share is null ? $"{EnvironmentNames.MemoryLimit}_{d}" : $"{EnvironmentNames.MemoryLimit}_{d}={share.MemoryMiB}m");
            assignments.Add(share is null ? $"{EnvironmentNames.CoreLimit}_{d}" : $"{EnvironmentNames.CoreLimit}_{d}={CoreLimit(share) ?? 0}");
        }

        assignments.Add($"{EnvironmentNames.SharedRegion}={region}");
        assignments.Add($"{EnvironmentNames.RegionBeforehand}=true");
        assignments.Add($"{EnvironmentNames.PresenceDirectory}={presence}");
        assignments.Add($"{EnvironmentNames.TaskPriority}={ask.Priority}");
        assignments.Add(EnvironmentNames.Oversubscribe);
        assignments.Add($"{EnvironmentNames.VisibleDevices}={devices}");
        assignments.Add($"CUDA_VISIBLE_DEVICES={devices}");
        assignments.Add($"{Number}={number}");
        assignments.Add($"{Preload}={Prepend(parts.Library, before(Preload))}");
        if (simulatedState is null) return assignments;
        assignments.Add($"SIMGPU_STATE={simulatedState}");
        assignments.Add($"{LibraryPath}={Prepend(parts.Simulator, before(LibraryPath))}");
        return assignments;
    }

    /// <summary>The core limit that a share means, percent; null for none.</summary>
    public static int? CoreLimit(LocalShare share) => share.Cores is > 0 and < 100 ? share.Cores : null;

    private static string Prepend(string first, string? others) => string.IsNullOrEmpty(others) ? first : $"{first}:{others}";
}
