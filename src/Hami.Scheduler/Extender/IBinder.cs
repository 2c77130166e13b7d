using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Kubernetes.Api;

namespace Hami.Scheduler.Extender;

/// <summary>The API server as binding needs it.</summary>
internal interface IBinder
{
    /// <summary>Sends the one write that binds a pod and carries the decision.</summary>
    Task<(BindOutcome Outcome, string Reason)> BindAsync(
        BindRequest request, IReadOnlyDictionary<string, string> annotations, DateTimeOffset deadline, CancellationToken cancellation);

    /// <summary>Reads a pod from the quorum; null when there is none of this name.</summary>
    /// <exception cref="ApiException">It can't be read.</exception>
    Task<Pod?> ReadAsync(string ns, string name, CancellationToken cancellation);

    /// <summary>Sets the label that the original's monitor selects by, off the critical path.</summary>
    void LabelSoon(BindRequest request);
}
