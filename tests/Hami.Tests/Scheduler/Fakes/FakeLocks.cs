using Hami.Core.Placement.State;
using Hami.Scheduler.Extender;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>Node locks that are got unless a test says otherwise.</summary>
internal sealed class FakeLocks(Journal journal) : INodeLocks
{
    /// <summary>Why a lock is not got; empty for got.</summary>
    public Func<string, CancellationToken, Task<string>> Answer { get; set; } = (_, _) => Task.FromResult("");

    public Task<string> AcquireAsync(string key, BindRequest request, CancellationToken cancellation)
    {
        journal.Add($"take {key} of {request.Node}");
        return Answer(key, cancellation);
    }

    public Task ReleaseAsync(string key, BindRequest request)
    {
        journal.Add($"give back {key} of {request.Node}");
        return Task.CompletedTask;
    }
}
