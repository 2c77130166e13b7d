namespace Hami.Kubernetes.Events;

/// <summary>How often an event was seen, and under which name it is kept.</summary>
internal readonly record struct EventSighting(string Name, DateTimeOffset First, DateTimeOffset Last, int Count);
