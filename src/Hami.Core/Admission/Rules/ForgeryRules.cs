using Hami.Core.Admission.Submitted;

namespace Hami.Core.Admission.Rules;

/// <summary>Only who is on the list of writers sets, changes or removes a guarded key (control-plane.md C20).</summary>
internal static class ForgeryRules
{
    /// <summary>Compares what is to be with what is.</summary>
    public static IEnumerable<string> Violations(SubmittedPod next, SubmittedPod? present, Requester requester, GuardedKeys keys, AdmissionSettings settings) =>
        Compare("annotation", next.Annotations, present?.Annotations, keys.Annotations, requester, settings)
            .Concat(Compare("label", next.Labels, present?.Labels, keys.Labels, requester, settings));

    private static IEnumerable<string> Compare(
        string kind,
        IReadOnlyDictionary<string, string> next,
        IReadOnlyDictionary<string, string>? present,
        IReadOnlySet<string> keys,
        Requester requester,
        AdmissionSettings settings)
    {
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            string? before = present?.GetValueOrDefault(key), after = next.GetValueOrDefault(key);
            if (before == after || settings.MayWrite(requester, key)) continue;
            yield return before is null
                ? $"{kind} {key} records a decision and may be set only by the scheduler and the node agents that own it, not by {requester}: remove it"
                : $"{kind} {key} records a decision and may be changed only by the scheduler and the node agents that own it, not by {requester}: leave it at \"{before}\"";
        }
    }
}
