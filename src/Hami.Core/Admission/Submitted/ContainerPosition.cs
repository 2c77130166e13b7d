namespace Hami.Core.Admission.Submitted;

/// <summary>In which list of a pod a container stands.</summary>
internal enum ContainerPosition
{
    /// <summary><c>initContainers</c>, sidecars among them.</summary>
    Init,

    /// <summary><c>containers</c>.</summary>
    App,

    /// <summary><c>ephemeralContainers</c>: they have no resources of their own.</summary>
    Ephemeral,
}
