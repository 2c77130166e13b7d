namespace Hami.Kubernetes.Watch;

/// <summary>All objects of a query at one moment, read from the quorum.</summary>
/// <param name="Items">Those that could be decoded.</param>
/// <param name="Refused">Those that couldn't.</param>
/// <param name="Version">The moment, as a resource version: a watch from here misses nothing.</param>
/// <typeparam name="T">The slim type.</typeparam>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, IReadOnlyList<ItemRefusal> Refused, string Version)
    where T : class, IResource;
