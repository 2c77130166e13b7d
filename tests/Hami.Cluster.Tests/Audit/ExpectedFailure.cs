namespace Hami.Cluster.Tests.Audit;

/// <summary>A failed call that is as it should be. What is not given fits any call.</summary>
internal sealed class ExpectedFailure
{
    /// <summary>Whose call.</summary>
    public string? Who { get; init; }

    public string? Verb { get; init; }

    /// <summary>With its subresource behind a slash.</summary>
    public string? Resource { get; init; }

    public int? Code { get; init; }

    /// <summary>What RBAC decided: allow or forbid.</summary>
    public string? Authorization { get; init; }

    /// <summary>Why it is as it should be.</summary>
    public required string Why { get; init; }

    /// <summary>Whether only a call fits that was under way when a process was killed by SIGKILL: the server records it as failed.</summary>
    public bool BrokenOff { get; init; }

    public bool Fits(AuditedCall call, IReadOnlyList<(DateTimeOffset Begun, DateTimeOffset Done)> kills) =>
        (!BrokenOff || kills.Any(kill => call.At <= kill.Done && call.Ended >= kill.Begun))
        && (Who is null || Who == call.Who)
        && (Verb is null || Verb == call.Verb)
        && (Resource is null || Resource == call.Resource)
        && (Code is null || Code == call.Code)
        && (Authorization is null || Authorization == call.Authorization);
}
