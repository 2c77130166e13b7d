using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Watch;

/// <summary>Which objects are listed and watched.</summary>
public sealed record ResourceQuery
{
    /// <summary>The kind.</summary>
    public required ResourcePath Resource { get; init; }

    /// <summary>The namespace; null means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>As in <c>kubectl -l</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As in <c>kubectl --field-selector</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>All objects of a kind.</summary>
    public static ResourceQuery All(ResourcePath resource) => new() { Resource = resource };

    /// <summary>The path of a page from the quorum: naming no version is what asks for that.</summary>
    internal string ListPath(int limit, string continueToken)
    {
        var path = Path();
        if (limit > 0) path = Add(path, "limit", limit.ToString());
        return continueToken.Length > 0 ? Add(path, "continue", continueToken) : path;
    }

    internal string WatchPath(string version, TimeSpan timeout)
    {
        var path = Add(Path(), "watch", "1");
        path = Add(path, "allowWatchBookmarks", "true");
        path = Add(path, "timeoutSeconds", ((int)timeout.TotalSeconds).ToString());
        return Add(path, "resourceVersion", version);
    }

    private string Path()
    {
        var path = Resource.Collection(Namespace);
        if (!string.IsNullOrEmpty(LabelSelector)) path = Add(path, "labelSelector", LabelSelector);
        if (!string.IsNullOrEmpty(FieldSelector)) path = Add(path, "fieldSelector", FieldSelector);
        return path;
    }

    private static string Add(string path, string name, string value) =>
        $"{path}{(path.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
}
