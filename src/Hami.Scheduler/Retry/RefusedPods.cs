using System.Collections.Concurrent;
using System.Threading.Channels;
using Hami.Core.Placement.State;
using Hami.Core.Requests;

namespace Hami.Scheduler.Retry;

/// <summary>
/// Brings refused pods back when something was given back: kube-scheduler tries a pod again only on events that it notices, and
/// an ended init container, a quota, a node's annotation or a lapsed reservation is none. One annotation is patched on a pod that
/// would fit now, which kube-scheduler does notice; each pod at growing distances, all together at a limited rate.
/// </summary>
internal sealed class RefusedPods
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstDistance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnboundDistance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDistance = TimeSpan.FromMinutes(1);

    private readonly ClusterState state;
    private readonly Func<Pod, CancellationToken, Task> nudge;
    private readonly TimeProvider time;
    private readonly MonotonicClock clock;
    private readonly int mostAtOnce;
    private readonly ConcurrentDictionary<string, RefusedPod> refused = [];
    private readonly Channel<bool> freed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Waits for pods.</summary>
    /// <param name="state">Tells what would fit, and what was given back.</param>
    /// <param name="nudge">Patches the annotation.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mostAtOnce">The most pods brought back before it is looked at what became of them.</param>
    public RefusedPods(ClusterState state, Func<Pod, CancellationToken, Task> nudge, TimeProvider time, int mostAtOnce = 10)
    {
        this.state = state;
        this.nudge = nudge;
        this.time = time;
        clock = new MonotonicClock(time);
        this.mostAtOnce = mostAtOnce;
        state.Freed = Wake;
    }

    /// <summary>Number of pods that wait.</summary>
    public int Count => refused.Count;

    /// <summary>A pod was refused.</summary>
    public void Add(Pod pod, Candidates offered) => refused.AddOrUpdate(
        pod.Uid,
        _ => new RefusedPod(pod, offered, 0, DateTimeOffset.MinValue),
        (_, known) => known with { Pod = pod, Offered = offered });

    /// <summary>
    /// A pod isn't bound though no node refused it: its bind failed, or was lost with the process before this one. kube-scheduler
    /// puts it aside like a refused one, for up to 90 s.
    /// </summary>
    public void AddUnbound(Pod pod)
    {
        if (refused.TryAdd(pod.Uid, new RefusedPod(pod, null, 0, clock.Now + UnboundDistance))) Wake();
    }

    /// <summary>A pod was placed, or is gone.</summary>
    public void Remove(string uid) => refused.TryRemove(uid, out _);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await freed.Reader.WaitToReadAsync(cancellation))
        {
            freed.Reader.TryRead(out _);
            await Task.Delay(Settling, time, cancellation);
            if (await NudgeAsync(cancellation) is not { } again) continue;
            await Task.Delay(again, time, cancellation);
            Wake();
        }
    }

    // Under the state's gate: must only signal.
    private void Wake() => freed.Writer.TryWrite(true);

    /// <summary>Brings back pods that would fit.</summary>
    /// <returns>After how long it should be looked again, because more would fit than may be brought back now; null when none would.</returns>
    private async Task<TimeSpan?> NudgeAsync(CancellationToken cancellation)
    {
        var now = clock.Now;
        TimeSpan? again = null;
        var done = 0;
        Candidates? all = null;
        foreach (var (uid, waiting) in refused)
        {
            if (!state.HasReservation(uid) && !state.WouldFit(waiting.Pod, waiting.Offered ?? (all ??= state.AllNodes()))) continue;
            if (done == mostAtOnce || now < waiting.NotBefore)
            {
                var wait = done == mostAtOnce ? FirstDistance : waiting.NotBefore - now;
                again = again is { } sooner && sooner < wait ? sooner : wait;
                continue;
            }

            var distance = TimeSpan.FromTicks(Math.Min(FirstDistance.Ticks << Math.Min(waiting.Nudges, 10), LongestDistance.Ticks));
            if (!refused.TryUpdate(uid, waiting with { Nudges = waiting.Nudges + 1, NotBefore = now + distance }, waiting))
            {
                // Placed, gone or refused anew in the meantime; in the last case with what was given back already in view, or not.
                again ??= FirstDistance;
                continue;
            }

            await nudge(waiting.Pod, cancellation);
            done++;
        }

        return again;
    }
}
