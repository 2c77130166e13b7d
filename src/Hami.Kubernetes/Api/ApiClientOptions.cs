namespace Hami.Kubernetes.Api;

/// <summary>How hard and how patiently the API server is asked.</summary>
public sealed record ApiClientOptions
{
    /// <summary>Requests a second in the long run (<c>--kube-qps</c>); 0 and less: unlimited. Watches don't count.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Requests at once (<c>--kube-burst</c>); 0 and less: as many as a second's, at least one.</summary>
    public int Burst { get; init; }

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, and how long one may pause (<c>--kube-timeout</c>).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How we call ourselves to the server, and so in its audit log.</summary>
    public string UserAgent { get; init; } = "hami";
}
