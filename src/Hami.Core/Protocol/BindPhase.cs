namespace Hami.Core.Protocol;

/// <summary>Values of <see cref="AnnotationKeys.BindPhase"/>.</summary>
public static class BindPhase
{
    /// <summary>Bound, the node agent has still to serve its containers.</summary>
    public const string Allocating = "allocating";

    /// <summary>Every container was served, or needs no serving.</summary>
    public const string Success = "success";

    /// <summary>The node agent could not serve it.</summary>
    public const string Failed = "failed";
}
