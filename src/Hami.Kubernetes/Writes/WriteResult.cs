using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Writes;

/// <summary>What became of a write, and why.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">The kind of error; null where it was done.</param>
/// <param name="Reason">In words; empty where it was done.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, ApiErrorKind? Error, string Reason)
{
    /// <summary>Carried out.</summary>
    public static WriteResult Done { get; } = new(WriteOutcome.Done, null, "");

    /// <summary>Carried out.</summary>
    public bool IsDone => Outcome == WriteOutcome.Done;

    /// <summary>May have been carried out.</summary>
    public bool IsUnknown => Outcome == WriteOutcome.Unknown;

    internal static WriteResult From(ApiException error) => new(
        error.IsDefinite ? WriteOutcome.Refused : WriteOutcome.Unknown, error.Kind, error.Message);
}
