namespace Hami.Core.Protocol;

/// <summary>Values of <see cref="AnnotationKeys.NodeHandover"/> and <see cref="AnnotationKeys.Handover"/>: how a decision reaches the container.</summary>
public static class HandoverWays
{
    /// <summary>By a CDI device of each container's own: exact, and any number of pods start at once.</summary>
    public const string Cdi = "cdi";

    /// <summary>As the original: one starting pod per node, behind the node lock.</summary>
    public const string Lock = "lock";
}
