using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Audit;

/// <summary>Holds every denied or failed call of the identities that are ours against the list of those that are expected.</summary>
internal static class FailedCalls
{
    private static readonly HashSet<string> Ours = ["hami-scheduler", "kube-scheduler", "hami-node-agent", "kubelet-stand-in"];

    private static readonly IReadOnlyList<ExpectedFailure> Always =
        Yaml.Read<List<ExpectedFailure>>(Repository.Of("tests/Hami.Cluster.Tests/Audit/expected-failures.yaml"));

    /// <summary>The calls that nobody expects.</summary>
    public static IReadOnlyList<AuditedCall> Unexpected(IEnumerable<AuditedCall> calls, IReadOnlyList<ExpectedFailure> expected, IReadOnlyList<(DateTimeOffset Begun, DateTimeOffset Done)> kills) =>
    [
        .. calls.Where(call => call.HasFailed && Ours.Contains(call.Who) && !Always.Concat(expected).Any(one => one.Fits(call, kills))),
    ];
}
