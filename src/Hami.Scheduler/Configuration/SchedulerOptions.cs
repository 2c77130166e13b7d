#pragma warning disable CA1822
#pragma warning disable CS1591
using System.Net;
using Hami.Core.Admission;
using Hami.Kubernetes.Credentials;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Configuration;

/// <summary>stub until the helper lands</summary>
public sealed record SchedulerOptions
{
    public IPEndPoint HttpBind { get; init; } = new(IPAddress.Loopback, 8080);
    public IPEndPoint? PlainBind { get; init; }
    public IPEndPoint? MetricsBind { get; init; } = new(IPAddress.Any, 9395);
    public string CertFile { get; init; } = "";
    public string KeyFile { get; init; } = "";
    public string SchedulerName { get; init; } = "";
    public string NodeSchedulerPolicy { get; init; } = "binpack";
    public string GpuSchedulerPolicy { get; init; } = "spread";
    public IReadOnlyDictionary<string, string> NodeLabelSelector { get; init; } = new Dictionary<string, string>();
    public TimeSpan ReservationTimeout { get; init; } = TimeSpan.FromMinutes(15);
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(5);
    public double KubeQps { get; init; } = 200;
    public int KubeBurst { get; init; } = 400;
    public TimeSpan KubeTimeout { get; init; }
    public TimeSpan NodeLockTimeout { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan NodeLockRetryTimeout { get; init; } = TimeSpan.FromSeconds(24);
    public bool LeaderElect { get; init; }
    public string LeaderElectResourceName { get; init; } = "";
    public string LeaderElectResourceNamespace { get; init; } = "";
    public string Hostname { get; init; } = Environment.MachineName;
    public bool LegacyMetrics { get; init; }
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
    public AdmissionSettings Admission { get; init; } = new();
    public ApiEndpoint Endpoint(TimeProvider time) => EndpointResolution.Resolve(time);
}
