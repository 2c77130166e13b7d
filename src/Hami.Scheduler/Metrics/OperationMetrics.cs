using Hami.Kubernetes.Api;
using Hami.Kubernetes.Watch;
using Prometheus;

namespace Hami.Scheduler.Metrics;

/// <summary>How the scheduler itself fares: calls served, calls made, waits, watches.</summary>
internal sealed class OperationMetrics : IApiObserver, IWatchObserver
{
    private static readonly double[] Seconds = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly Histogram filters;
    private readonly Histogram binds;
    private readonly Histogram calls;
    private readonly Counter waits;
    private readonly Counter waited;
    private readonly Counter interruptions;
    private readonly Counter refusedObjects;
    private readonly Gauge lastEvents;
    private readonly Counter reviews;

    public OperationMetrics()
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        filters = factory.CreateHistogram("hami_filter_duration_seconds", "Time of a filter call inside the server", ["outcome"], new HistogramConfiguration { Buckets = Seconds });
        binds = factory.CreateHistogram("hami_bind_duration_seconds", "Time of a bind call", ["outcome"], new HistogramConfiguration { Buckets = Seconds });
        calls = factory.CreateHistogram("hami_api_call_duration_seconds", "Time of a call to the API server until its answer begins", ["verb", "resource", "code"], new HistogramConfiguration { Buckets = Seconds });
        waits = factory.CreateCounter("hami_api_throttle_waits_total", "Calls to the API server that waited for --kube-qps", ["verb", "resource"]);
        waited = factory.CreateCounter("hami_api_throttle_wait_seconds_total", "Time that calls to the API server waited for --kube-qps", ["verb", "resource"]);
        interruptions = factory.CreateCounter("hami_watch_interruptions_total", "Lists and watches that failed or broke off", ["resource"]);
        refusedObjects = factory.CreateCounter("hami_watch_undecodable_objects_total", "Objects that could not be read and count as they were known", ["resource"]);
        lastEvents = factory.CreateGauge("hami_watch_last_event_timestamp_seconds", "When the last event of a watch was seen", ["resource"]);
        reviews = factory.CreateCounter("hami_admission_reviews_total", "Admission reviews answered", ["webhook", "allowed"]);
    }

    /// <summary>Where all of these are registered.</summary>
    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    public void Filtered(string outcome, TimeSpan elapsed) => filters.WithLabels(outcome).Observe(elapsed.TotalSeconds);

    public void Bound(string outcome, TimeSpan elapsed) => binds.WithLabels(outcome).Observe(elapsed.TotalSeconds);

    public void Reviewed(string webhook, bool allowed) => reviews.WithLabels(webhook, allowed ? "true" : "false").Inc();

    public void Throttled(string verb, string resource, TimeSpan waited)
    {
        waits.WithLabels(verb, resource).Inc();
        this.waited.WithLabels(verb, resource).Inc(waited.TotalSeconds);
    }

    public void Answered(string verb, string resource, int statusCode, TimeSpan took) =>
        calls.WithLabels(verb, resource, $"{statusCode}").Observe(took.TotalSeconds);

    public void Listed(string resource, int items, TimeSpan took)
    {
    }

    public void EventSeen(string resource, DateTimeOffset at) => lastEvents.WithLabels(resource).Set(at.ToUnixTimeMilliseconds() / 1000.0);

    public void Interrupted(string resource, string reason) => interruptions.WithLabels(resource).Inc();

    public void Refused(ItemRefusal refusal) => refusedObjects.WithLabels(refusal.Resource).Inc();

    /// <summary>A gauge that is read when it is scraped.</summary>
    public void Watch(string name, string help, Func<double> value)
    {
        var gauge = Prometheus.Metrics.WithCustomRegistry(Registry).CreateGauge(name, help);
        Registry.AddBeforeCollectCallback(() => gauge.Set(value()));
    }
}
