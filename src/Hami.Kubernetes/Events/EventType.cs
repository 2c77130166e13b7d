namespace Hami.Kubernetes.Events;

/// <summary>The two types of events.</summary>
public enum EventType
{
    /// <summary>Something went as it should.</summary>
    Normal,

    /// <summary>Something didn't.</summary>
    Warning,
}
