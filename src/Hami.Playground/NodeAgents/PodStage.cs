namespace Hami.Playground.NodeAgents;

/// <summary>How far a pod has come, as its kubelet reports it.</summary>
internal enum PodStage
{
    /// <summary>Its init containers run.</summary>
    Initializing,

    /// <summary>Its containers run.</summary>
    Running,

    /// <summary>Its containers have ended.</summary>
    Ended,

    /// <summary>The kubelet would not start it.</summary>
    Refused,
}
