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

    public bool Fits(AuditedCall call) =>
        (Who is null || Who == call.Who)
        && (Verb is null || Verb == call.Verb)
        && (Resource is null || Resource == call.Resource)
        && (Code is null || Code == call.Code)
        && (Authorization is null || Authorization == call.Authorization);
}
