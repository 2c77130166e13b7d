namespace Hami.Core.Requests;

/// <summary>When a container runs (KEP 753).</summary>
public enum ContainerKind
{
    /// <summary>Alone among the init containers, beside the sidecars started before it, and over before the apps start.</summary>
    Init,

    /// <summary>From its place among the init containers until the pod ends.</summary>
    Sidecar,

    /// <summary>Together with all other apps and all sidecars.</summary>
    App,
}
