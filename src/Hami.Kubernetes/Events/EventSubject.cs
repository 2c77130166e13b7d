namespace Hami.Kubernetes.Events;

/// <summary>The object that an event is about.</summary>
/// <param name="ApiVersion">Such as <c>v1</c>.</param>
/// <param name="Kind">Such as <c>Pod</c>.</param>
/// <param name="Namespace">Empty for objects that have none; the event then goes into <c>default</c>.</param>
/// <param name="Name">The name.</param>
/// <param name="Uid">The identity; <c>kubectl describe</c> shows only events that carry it.</param>
public sealed record EventSubject(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    /// <summary>A pod.</summary>
    public static EventSubject Pod(string ns, string name, string uid) => new("v1", "Pod", ns, name, uid);

    /// <summary>A node. As the kubelet does, its name stands for its uid: that is what describe looks for.</summary>
    public static EventSubject Node(string name) => new("v1", "Node", "", name, name);
}
