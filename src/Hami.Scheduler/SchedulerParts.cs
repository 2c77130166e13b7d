using Hami.Core.Admission;
using Hami.Core.Admission.Reviews;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Credentials;
using Hami.Kubernetes.Events;
using Hami.Kubernetes.Leases;
using Hami.Kubernetes.NodeLocks;
using Hami.Kubernetes.Watch;
using Hami.Kubernetes.Writes;
using Hami.Scheduler.Configuration;
using Hami.Scheduler.Decisions;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Feed;
using Hami.Scheduler.Leadership;
using Hami.Scheduler.Listening;
using Hami.Scheduler.Metrics;
using Hami.Scheduler.Retry;
using Hami.Scheduler.Webhook;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Binding = Hami.Scheduler.Extender.Binding;
using NodeLock = Hami.Kubernetes.NodeLocks.NodeLock;

namespace Hami.Scheduler;

/// <summary>Everything that a scheduler is made of, and the tasks that keep it going.</summary>
internal sealed partial class SchedulerParts : IDisposable
{
    private static readonly TimeSpan Housekeeping = TimeSpan.FromSeconds(1);
    private const double EventsPerSecond = 50;
    private const int EventBurst = 100;
    private static readonly TimeSpan LeastPatienceForLocks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatchPatience = TimeSpan.FromSeconds(10);

    private readonly SchedulerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ILoggerFactory loggers;
    private readonly MonotonicClock clock;
    private readonly OperationMetrics metrics = new();
    private readonly SchedulingRight right = new();
    private readonly ClusterState state;
    private readonly ApiClient api;
    private readonly ApiClient eventApi;
    private readonly EventRecorder events;
    private readonly RefusedPods refused;
    private readonly DecisionLog log;
    private readonly NodeLockTable locks;
    private readonly ApiBinder binder;
    private readonly Reflector<WatchedPod> pods;
    private readonly Reflector<WatchedNode> nodes;
    private readonly Reflector<WatchedQuota> quotas;
    private readonly LeaseFollower? lease;

    public SchedulerParts(SchedulerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var vendors = options.Vendors;
        this.options = options;
        this.time = time;
        this.loggers = loggers;
        logger = loggers.CreateLogger("Hami.Scheduler");
        clock = new MonotonicClock(time);
        state = new ClusterState(vendors, options.State);
        state.PodFault = (pod, fault) => PodUnaccounted(pod.Namespace, pod.Name, fault);

        var endpoint = EndpointResolution.Resolve(time, options.Kubeconfig);
        if (options.TokenFile is { } token) endpoint = endpoint with { Token = new TokenFile(token, time), ClientCertificate = null };
        api = NewClient(endpoint, options.ApiClient);

        // Events wait behind each other, never in front of a Binding.
        eventApi = NewClient(endpoint, options.ApiClient with { RequestsPerSecond = EventsPerSecond, Burst = EventBurst });
        events = new EventRecorder(eventApi, new EventRecorderOptions { Component = options.Admission.SchedulerName.Length > 0 ? options.Admission.SchedulerName : "hami-scheduler" }, time, loggers.CreateLogger<EventRecorder>());
        refused = new RefusedPods(state, NudgeAsync, time);
        log = new DecisionLog(state, events, metrics, refused);
        var fields = UsedFields.Of(vendors, options.State.NodeSelector.Keys);
        binder = new ApiBinder(api, fields, clock, time, loggers.CreateLogger<ApiBinder>());
        locks = new NodeLockTable(NewLocks(vendors), state.StandOf, time, PatienceForLocks(options));

        pods = NewReflector(ResourcePath.Pods, new ObjectReader<WatchedPod>(fields, static (ref reader, kept) => new WatchedPod(PodReader.Read(ref reader, kept))), new PodFeed(state, PodBound, PodGone));
        nodes = NewReflector(ResourcePath.Nodes, new ObjectReader<WatchedNode>(fields, static (ref reader, kept) => new WatchedNode(NodeReader.Read(ref reader, kept))), new NodeFeed(state, locks.NodeChanged, locks.NodeGone));
        quotas = NewReflector(ResourcePath.ResourceQuotas, new ObjectReader<WatchedQuota>(fields, static (ref reader, kept) => new WatchedQuota(ResourceQuotaReader.Read(ref reader, kept))), new QuotaFeed(state));
        if (options.Lease is { } followed)
        {
            lease = new LeaseFollower(
                api, followed.Namespace, followed.Name, followed.HostName, new ReflectorOptions(), time, loggers.CreateLogger<LeaseFollower>(), metrics);
        }

        Route(vendors, fields);
        WatchGauges();
    }

    /// <summary>Finds the endpoint of each request.</summary>
    public Router Router { get; } = new();

    private bool IsSynced => pods.HasSynced.IsCompletedSuccessfully && nodes.HasSynced.IsCompletedSuccessfully && quotas.HasSynced.IsCompletedSuccessfully;

    /// <summary>Keeps everything going until cancelled; a task that fails ends all, since a scheduler that is half alive places wrongly.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> tasks =
        [
            pods.RunAsync(ending.Token), nodes.RunAsync(ending.Token), quotas.RunAsync(ending.Token),
            events.RunAsync(ending.Token), log.RunAsync(ending.Token), refused.RunAsync(ending.Token),
            KeepHouseAsync(ending.Token), ServeTermsAsync(ending.Token),
        ];
        if (lease is not null) tasks.Add(lease.RunAsync(ending.Token));
        var first = await Task.WhenAny(tasks.Where(static task => !task.IsCompletedSuccessfully));
        await ending.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellation.IsCancellationRequested) await first;
    }

    public void Dispose()
    {
        lease?.Dispose();
        api.Dispose();
        eventApi.Dispose();
    }

    private async Task ServeTermsAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(pods.HasSynced, nodes.HasSynced, quotas.HasSynced).WaitAsync(cancellation);
        CachesFilled(pods.Cache.Count, nodes.Cache.Count);
        ILeadership leadership = lease is null ? new SoleLeader() : lease;
        var terms = new Terms(leadership, right, state, ListFromQuorumAsync, BindsByUidAsync, clock, time, options.State.BindTimeout, loggers.CreateLogger<Terms>());
        if (lease is null)
        {
            await terms.RunSoleAsync(cancellation);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
        }
        else
        {
            await terms.RunAsync(cancellation);
        }
    }

    private async Task ListFromQuorumAsync(CancellationToken cancellation) => await Task.WhenAll(
        pods.ConsistentListAsync(cancellation), nodes.ConsistentListAsync(cancellation), quotas.ConsistentListAsync(cancellation));

    private async Task<bool> BindsByUidAsync(CancellationToken cancellation)
    {
        try
        {
            return (await ServerVersion.ReadAsync(api, cancellation)).BindsByUid;
        }
        catch (ApiException failure)
        {
            VersionUnknown(failure.Message);
            return false;
        }
    }

    private async Task KeepHouseAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Housekeeping, time);
        var mightPlace = false;
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var mayPlace = right.Current.Holds;
            if (mayPlace && !mightPlace) TakeOver();
            mightPlace = mayPlace;
            state.Lapse(clock.Now);
            foreach (var (ns, name, uid) in state.Unsettled(clock.Now)) await SettleAsync(ns, name, uid, cancellation);
        }
    }

    // What a process before this one has left: locks, and pods whose call it served, with which kube-scheduler doesn't come back soon.
    private void TakeOver()
    {
        var own = options.Admission.SchedulerName;
        foreach (var pod in state.PendingDevicePods().Where(pod => (own.Length == 0 || pod.SchedulerName == own) && !state.HasReservation(pod.Uid))) refused.AddUnbound(pod);
        locks.ReleaseLeftOver();
    }

    private async Task SettleAsync(string ns, string name, string uid, CancellationToken cancellation)
    {
        try
        {
            var begun = clock.Now;
            state.SettleByRead(uid, await binder.ReadAsync(ns, name, cancellation), begun);
        }
        catch (ApiException failure)
        {
            NotSettled(ns, name, failure.Message);
        }
    }

    private async Task NudgeAsync(Pod pod, CancellationToken cancellation)
    {
        if (!right.Current.Holds)
        {
            // Whoever places now knows what is reserved and has looked at the pods that wait, see TakeOver.
            refused.Remove(pod.Uid);
            return;
        }

        var patch = new MetadataPatch
        {
            Uid = pod.Uid,
            Annotations = new Dictionary<string, string?> { [AnnotationKeys.Retry] = $"{clock.WallTime.ToUnixTimeMilliseconds()}" },
        };
        var result = await new PodPatcher(api).PatchAsync(pod.Namespace, pod.Name, patch, Deadline.In(time, PatchPatience), cancellation);
        if (!result.IsDone) NotNudged(pod.Namespace, pod.Name, result.Reason);
    }

    private void PodBound(Pod pod)
    {
        refused.Remove(pod.Uid);
        locks.PodBound(pod);
    }

    private void PodGone(Pod pod)
    {
        refused.Remove(pod.Uid);
        locks.PodGone(pod);
    }

    private void Route(VendorSet vendors, FieldSelection fields)
    {
        var settings = new ExtenderSettings { PatienceForLock = PatienceForLocks(options) };
        var filter = new FilterEndpoint(state, new FilterArgumentsReader(state, fields), right, log, clock, settings);
        var bind = new BindEndpoint(new Binding(state, binder, locks, right, log, clock, settings));
        var readiness = new ReadinessEndpoints(() => IsSynced, right);
        var known = new KnownPods(
            (ns, name) => pods.Cache.TryGet(ns, name, out var watched) ? watched.Pod : null, binder.ReadAsync, vendors, loggers.CreateLogger<KnownPods>());
        var mutating = new MutatingReview(vendors, options.Admission, state.RoomOf, known.Find);
        var guard = new GuardReview(vendors, options.Admission, known.Find);

        Router.Add(ListenerKind.Main, HttpMethods.Post, "/filter", LoopbackOnly.Guard(filter.ServeAsync));
        Router.Add(ListenerKind.Main, HttpMethods.Post, "/bind", LoopbackOnly.Guard(bind.ServeAsync));
        Router.Add(ListenerKind.Plain, HttpMethods.Post, "/filter", LoopbackOnly.Guard(filter.ServeAsync));
        Router.Add(ListenerKind.Plain, HttpMethods.Post, "/bind", LoopbackOnly.Guard(bind.ServeAsync));
        Router.Add(ListenerKind.Main, HttpMethods.Post, "/webhook", Webhook("mutating", mutating.Review, known));
        Router.Add(ListenerKind.Main, HttpMethods.Post, "/guard", Webhook("guard", guard.Review, known));
        Router.Add(ListenerKind.Metrics, HttpMethods.Get, "/metrics", new MetricsEndpoint(new StateMetrics(state, options.LegacyMetrics), metrics, options.Build).ServeAsync);
        foreach (var listener in Enum.GetValues<ListenerKind>())
        {
            Router.Add(listener, HttpMethods.Get, "/healthz", ReadinessEndpoints.LiveAsync);
            Router.Add(listener, HttpMethods.Get, "/readyz", readiness.ReadyAsync);
            Router.Add(listener, HttpMethods.Get, "/readyz/scheduling", readiness.SchedulingAsync);
        }
    }

    // kube-scheduler gives up after 30 s: the wait for a lock must leave time for the Binding. Taking a free one needs a moment, too.
    private static TimeSpan PatienceForLocks(SchedulerOptions options)
    {
        var longest = ExtenderSettings.KubeSchedulerPatience - options.State.BindTimeout;
        return TimeSpan.FromTicks(Math.Max(Math.Min(options.NodeLockRetryTimeout.Ticks, longest.Ticks), LeastPatienceForLocks.Ticks));
    }

    private RequestDelegate Webhook(string name, Func<AdmissionRequest, AdmissionAnswer> review, KnownPods known) =>
        new WebhookEndpoint(name, review, known, metrics).ServeAsync;

    private void WatchGauges()
    {
        metrics.Watch("hami_reservations", "Placements that the watch has not shown as bound yet", () => state.ReservationCount);
        metrics.Watch("hami_refused_pods", "Pods that wait for something to be given back", () => refused.Count);
        metrics.Watch("hami_scheduling_right", "Whether this replica may place: 1 or 0", () => right.Current.Holds ? 1 : 0);
        metrics.Watch("hami_events_dropped", "Events that were not written because there were too many", () => events.Dropped);
    }

    private Dictionary<string, NodeLock> NewLocks(VendorSet vendors)
    {
        var kinds = vendors.All.Select(static vendor => vendor.Description)
            .Where(static description => description.Lock == LockMode.Private)
            .Select(static description => new NodeLockKind(description.PrivateLockKey, description.PrivateLockTimeout, NamesOwner: false))
            .Append(new NodeLockKind(AnnotationKeys.NodeLock, options.NodeLockTimeout, NamesOwner: true));
        return kinds.ToDictionary(static kind => kind.Annotation, kind => new NodeLock(api, kind, state.HasPod, time, loggers.CreateLogger<NodeLock>()));
    }

    private ApiClient NewClient(ApiEndpoint endpoint, ApiClientOptions pace) => new(
        endpoint, pace with { UserAgent = $"hami-scheduler/{options.Build.Version}" }, time, loggers.CreateLogger<ApiClient>(), metrics);

    private Reflector<T> NewReflector<T>(ResourcePath resource, IResourceReader<T> reader, IResourceHandler<T> handler)
        where T : class, IResource =>
        new(api, ResourceQuery.All(resource), reader, handler, new ReflectorOptions(), time, loggers.CreateLogger<Reflector<T>>(), metrics);

    [LoggerMessage(Level = LogLevel.Information, Message = "caches filled: {Pods} pods, {Nodes} nodes")]
    private partial void CachesFilled(int pods, int nodes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "pod {Namespace}/{Name} is not accounted for: {Fault}")]
    private partial void PodUnaccounted(string @namespace, string name, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the server's version could not be read, so that it is taken for an old one: {Reason}")]
    private partial void VersionUnknown(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the outcome of the Binding of pod {Namespace}/{Name} is still not known: {Reason}")]
    private partial void NotSettled(string @namespace, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "pod {Namespace}/{Name} would fit now but could not be brought back: {Reason}")]
    private partial void NotNudged(string @namespace, string name, string reason);
}
