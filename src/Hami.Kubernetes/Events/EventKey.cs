namespace Hami.Kubernetes.Events;

/// <summary>What makes two events the same one, seen twice.</summary>
internal sealed record EventKey(EventSubject Subject, EventType Type, string Reason, string Message);
