using Hami.Core.Admission;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Kubernetes.Api;
using Hami.Scheduler.Metrics;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Configuration;

/// <summary>Everything that the scheduler is told at its start: flags, environment and device configuration, checked.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Where webhooks, extender and health checks listen. Default 127.0.0.1:8080.</summary>
    public required ListenAddress Listen { get; init; }

    /// <summary>Certificate of that listener, PEM; null for none, and no TLS. Given together with <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Private key of that listener, PEM; null for none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Where filter and bind listen without TLS, on loopback; null (the default) for nowhere.</summary>
    public ListenAddress? PlainListen { get; init; }

    /// <summary>Where metrics listen. Default port 9395 of every interface.</summary>
    public required ListenAddress MetricsListen { get; init; }

    /// <summary>The vendors that the device configuration makes.</summary>
    public required VendorSet Vendors { get; init; }

    /// <summary>Policies, node selector, the timeouts of reservations (default 15 min) and Bindings (default 5 s).</summary>
    public required StateSettings State { get; init; }

    /// <summary>The scheduler's name and the rules of the webhooks.</summary>
    public required AdmissionSettings Admission { get; init; }

    /// <summary>After what time the lock of a node is taken over. Default 5 min.</summary>
    public required TimeSpan NodeLockTimeout { get; init; }

    /// <summary>How long a bind queues for a node's lock. Default 28 s; zero for not at all.</summary>
    public required TimeSpan NodeLockRetryTimeout { get; init; }

    /// <summary>How fast and how patiently the API server is asked. Default 200 requests a second, 400 at once, 30 s.</summary>
    public required ApiClientOptions ApiClient { get; init; }

    /// <summary>Path of the kubeconfig; null (the default) looks where every Kubernetes program looks.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>File with the bearer token; null (the default) for the kubeconfig's credentials.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The lease that is followed; null (the default) where there is one replica, which always places.</summary>
    public LeaseOptions? Lease { get; init; }

    /// <summary>Name of this pod; null where it isn't known.</summary>
    public string? PodName { get; init; }

    /// <summary>Namespace of this pod; null where it isn't known.</summary>
    public string? PodNamespace { get; init; }

    /// <summary>Whether metrics are given under their old names too. Default false.</summary>
    public bool LegacyMetrics { get; init; }

    /// <summary>The least level that is logged. Default information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>What was built.</summary>
    public required BuildInfo Build { get; init; }

    /// <summary>What the operator should read in the log: accepted, but without effect.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
