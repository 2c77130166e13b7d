namespace Hami.Core.Requests;

/// <summary><c>status.phase</c> of a pod.</summary>
public enum PodPhase
{
    /// <summary>Absent, empty or a word not known: treated as alive.</summary>
    Unknown,

    /// <summary>Not all containers have been started.</summary>
    Pending,

    /// <summary>Bound, at least one container started.</summary>
    Running,

    /// <summary>All containers ended with exit code 0.</summary>
    Succeeded,

    /// <summary>All containers ended, at least one in failure.</summary>
    Failed,
}
