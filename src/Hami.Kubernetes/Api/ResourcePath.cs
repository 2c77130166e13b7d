namespace Hami.Kubernetes.Api;

/// <summary>Where objects of one kind live in the API.</summary>
/// <param name="Root"><c>/api/v1</c> or <c>/apis/GROUP/VERSION</c>.</param>
/// <param name="Plural">The resource's name, such as <c>pods</c>.</param>
/// <param name="Namespaced">Whether the objects have a namespace.</param>
public sealed record ResourcePath(string Root, string Plural, bool Namespaced)
{
    /// <summary>core/v1 pods.</summary>
    public static ResourcePath Pods { get; } = new("/api/v1", "pods", Namespaced: true);

    /// <summary>core/v1 nodes.</summary>
    public static ResourcePath Nodes { get; } = new("/api/v1", "nodes", Namespaced: false);

    /// <summary>core/v1 resourcequotas.</summary>
    public static ResourcePath ResourceQuotas { get; } = new("/api/v1", "resourcequotas", Namespaced: true);

    /// <summary>core/v1 events.</summary>
    public static ResourcePath Events { get; } = new("/api/v1", "events", Namespaced: true);

    /// <summary>coordination.k8s.io/v1 leases.</summary>
    public static ResourcePath Leases { get; } = new("/apis/coordination.k8s.io/v1", "leases", Namespaced: true);

    /// <summary>The path of all objects, or of a namespace's.</summary>
    public string Collection(string? ns = null) => string.IsNullOrEmpty(ns) || !Namespaced
        ? $"{Root}/{Plural}"
        : $"{Root}/namespaces/{Uri.EscapeDataString(ns)}/{Plural}";

    /// <summary>The path of one object or of a subresource of it.</summary>
    public string Item(string ns, string name, string? subresource = null)
    {
        // An empty segment would name the collection, or another namespace's.
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Namespaced) ArgumentException.ThrowIfNullOrEmpty(ns);
        var path = $"{Collection(ns)}/{Uri.EscapeDataString(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }
}
