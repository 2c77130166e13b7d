namespace Hami.Kubernetes.Writes;

/// <summary>What became of a write.</summary>
public enum WriteOutcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It was not carried out and won't be.</summary>
    Refused,

    /// <summary>
    /// It may have been carried out, or may yet be: only the watch or a read from the quorum tells. Never a failure.
    /// </summary>
    Unknown,
}
