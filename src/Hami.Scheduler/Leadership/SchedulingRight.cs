using Hami.Core.Placement.State;

namespace Hami.Scheduler.Leadership;

/// <summary>
/// The right to place, as it stands: nothing is placed before the caches are full and, where there are replicas, before the
/// lease is held and every Binding of the term before has landed or can no longer land.
/// </summary>
public sealed class SchedulingRight
{
    private readonly Lock gate = new();
    private TaskCompletionSource granted = NewSource();
    private Fence fence = Fence.None;
    private string reason = "starting: the caches are not filled yet";

    /// <summary>The right now.</summary>
    public Fence Current
    {
        get
        {
            lock (gate) return fence;
        }
    }

    /// <summary>Why there is none; empty when there is.</summary>
    public string Reason
    {
        get
        {
            lock (gate) return reason;
        }
    }

    /// <summary>Grants it, or renews it.</summary>
    public void Grant(Fence right)
    {
        lock (gate)
        {
            fence = right;
            reason = "";
            granted.TrySetResult();
        }
    }

    /// <summary>Takes it away.</summary>
    /// <param name="why">For those who ask.</param>
    public void Withdraw(string why)
    {
        lock (gate)
        {
            fence = Fence.None;
            reason = why;
            if (granted.Task.IsCompleted) granted = NewSource();
        }
    }

    /// <summary>Waits until there is a right.</summary>
    /// <returns>It; none when it was given up.</returns>
    public async Task<Fence> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (fence.Holds) return fence;
                change = granted.Task;
            }

            try
            {
                await change.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                return Fence.None;
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
