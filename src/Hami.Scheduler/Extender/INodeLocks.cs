using Hami.Core.Placement.State;

namespace Hami.Scheduler.Extender;

/// <summary>The locks of nodes whose agents serve one starting pod at a time.</summary>
internal interface INodeLocks
{
    /// <summary>Waits in line for a lock and takes it.</summary>
    /// <returns>Empty when taken, else why not.</returns>
    Task<string> AcquireAsync(string key, BindRequest request, CancellationToken cancellation);

    /// <summary>Gives a lock back if the pod still holds it.</summary>
    Task ReleaseAsync(string key, BindRequest request);
}
