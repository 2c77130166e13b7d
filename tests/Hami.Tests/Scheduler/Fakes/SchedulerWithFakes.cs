using Hami.Core.Devices;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Scheduler;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Leadership;
using Microsoft.Extensions.Time.Testing;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>The real state and the real binding, between a fake API server and a fake clock.</summary>
internal sealed class SchedulerWithFakes
{
    public SchedulerWithFakes(params Node[] nodes)
    {
        State = Cluster.State(nodes);
        Clock = new MonotonicClock(Time);
        Api = new FakeBinder(Journal);
        Locks = new FakeLocks(Journal);
        Right.Grant(Fence.Sole);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public ClusterState State { get; }

    public MonotonicClock Clock { get; }

    public SchedulingRight Right { get; } = new();

    public Journal Journal { get; } = new();

    public FakeBinder Api { get; }

    public FakeLocks Locks { get; }

    public ToldDecisions Decisions { get; } = new();

    public ExtenderSettings Settings { get; init; } = new();

    public Binding Binding => new(State, Api, Locks, Right, Decisions, Clock, Settings);

    public FilterEndpoint FilterEndpoint => new(State, new FilterArgumentsReader(State, Cluster.Fields), Right, Decisions, Clock, Settings);

    /// <summary>The watch shows a pod, and kube-scheduler has it filtered.</summary>
    public FilterOutcome Filter(Pod pod, params string[] nodes)
    {
        State.PodUpserted(pod);
        return State.Filter(pod, State.Offer(nodes), Right.Current, Clock.Now);
    }

    public Task<string> BindAsync(Pod pod, string node, CancellationToken aborted = default) =>
        Binding.BindAsync(new BindRequest(pod.Namespace, pod.Name, pod.Uid, node), aborted);
}
