namespace Hami.Kubernetes.Watch;

/// <summary>An object that can't be decoded; it stays as it was known before, if it was.</summary>
/// <param name="Resource">The resource's name, such as <c>pods</c>.</param>
/// <param name="Key">Which object; its name is empty where not even that can be read.</param>
/// <param name="Uid">Its identity; empty where that can't be read.</param>
/// <param name="Reason">Why.</param>
public sealed record ItemRefusal(string Resource, ObjectKey Key, string Uid, string Reason);
