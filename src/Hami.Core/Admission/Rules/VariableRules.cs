using Hami.Core.Admission.Submitted;
using Hami.Core.Requests;

namespace Hami.Core.Admission.Rules;

/// <summary>No pod with devices brings variables along that widen its grant (<see cref="GrantVariables"/>), by value or by <c>valueFrom</c>.</summary>
internal static class VariableRules
{
    /// <summary>Positions in <c>env</c> of the variables that are not to stay.</summary>
    public static IReadOnlyList<int> Forbidden(SubmittedContainer container, AdmissionSettings settings)
    {
        if (container.Environment is null) return [];
        return
        [
            .. Enumerable.Range(0, container.Environment.Count).Where(index =>
                container.Environment[index].Name is var name && GrantVariables.Contains(name) && !settings.Allows(name)),
        ];
    }

    /// <summary>What the guard says of the variables that are still there. What the mutating webhook itself sets is not the user's.</summary>
    public static IEnumerable<string> Violations(SubmittedContainer container, IReadOnlyList<EnvironmentVariable> ours, AdmissionSettings settings) =>
        Forbidden(container, settings)
            .Select(index => container.Environment![index])
            .Where(variable => variable.Value is not { } value || !ours.Contains(new EnvironmentVariable(variable.Name, value)))
            .Select(variable =>
                $"container {container.Name}: the variable {variable.Name} would widen what the container is given: remove it, or have it allowed in the scheduler's configuration");

    /// <summary>
    /// ConfigMaps and Secrets that could hold such a variable. What they hold isn't shown to a webhook and may change
    /// after the pod was admitted, so that refusing would hit every pod that takes its settings from one: its creator is warned.
    /// </summary>
    public static IEnumerable<string> Cautions(SubmittedContainer container) => container.SourcePrefixes
        .Where(GrantVariables.CanComeBehind)
        .Take(1)
        .Select(_ => $"container {container.Name}: envFrom is not checked for variables that widen a grant ({GrantVariables.Names[0]} and others): give it a prefix, or name the variables under env");
}
