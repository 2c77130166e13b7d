using Hami.Core.Placement.State;
using Hami.Core.Requests;

namespace Hami.Scheduler.Retry;

/// <summary>A pod that kube-scheduler has put aside: no node would take it when it was last asked, or its bind failed.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Offered">The nodes that were offered: those that passed kube-scheduler's own filters. Null where that isn't known: any node.</param>
/// <param name="Nudges">How often it was brought back.</param>
/// <param name="NotBefore">When it may be brought back again.</param>
internal sealed record RefusedPod(Pod Pod, Candidates? Offered, int Nudges, DateTimeOffset NotBefore);
