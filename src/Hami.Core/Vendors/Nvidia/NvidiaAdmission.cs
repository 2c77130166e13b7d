using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Vendors.Nvidia;

/// <summary>What the webhook changes in a container for NVIDIA (control-plane.md §2.3, steps a to h).</summary>
internal static class NvidiaAdmission
{
    public static void Admit(NvidiaOptions options, ContainerDraft container)
    {
        if (container.Limits.TryGetValue(options.PriorityResource, out var priority) && new Quantity(priority).TryRoundUp(out var value))
            container.AppendVariable(EnvironmentNames.TaskPriority, $"{value}");
        if (options.CorePolicy is not "" and not "default") container.AppendVariable(EnvironmentNames.CorePolicy, options.CorePolicy);

        var asks = container.Limits.ContainsKey(options.CountResource) || AddDefaultCount(options, container);
        asks |= AddExclusiveCores(options, container);
        if (asks)
        {
            container.AsksForDevices = true;
            if (options.RuntimeClassName.Length > 0) container.RuntimeClass = options.RuntimeClassName;
        }
        else if (options.OverwriteEnv)
        {
            container.AppendVariable(EnvironmentNames.VisibleDevices, "none");
        }

        RefuseBadPercentage(options, container);
    }

    // What is no integer at all is told when the request is read, if there is one.
    private static void RefuseBadPercentage(NvidiaOptions options, ContainerDraft container)
    {
        if (!container.TryGetLimitElseRequest(options.MemoryPercentageResource, out var percentage)) return;
        if (percentage.TryAsInt64(out var value) ? value is >= 0 and <= 100 : container.TryGetLimitElseRequest(options.CountResource, out _)) return;
        container.Violations.Add(
            $"invalid {options.MemoryPercentageResource} value {percentage} in container {container.Name}: must be an integer between 0 and 100");
    }

    private static bool AddDefaultCount(NvidiaOptions options, ContainerDraft container)
    {
        if (options.DefaultCount <= 0) return false;
        if (!container.Limits.ContainsKey(options.CoreResource)
            && !container.Limits.ContainsKey(options.MemoryResource)
            && !container.Limits.ContainsKey(options.MemoryPercentageResource)) return false;
        container.SetLimit(options.CountResource, $"{options.DefaultCount}");
        return true;
    }

    // A request for whole devices gets all cores, so that nobody else is put beside it.
    private static bool AddExclusiveCores(NvidiaOptions options, ContainerDraft container)
    {
        if (!container.TryGetLimitElseRequest(options.CountResource, out _) || container.TryGetLimitElseRequest(options.CoreResource, out _)) return false;
        var wantsWhole = container.TryGetLimitElseRequest(options.MemoryPercentageResource, out var percentage)
            ? percentage.TryAsInt64(out var value) && value == 100
            : !container.TryGetLimitElseRequest(options.MemoryResource, out _);
        if (!wantsWhole) return false;
        container.SetLimit(options.CoreResource, "100");
        return true;
    }
}
