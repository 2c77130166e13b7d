namespace Hami.Core.Admission.Reviews;

/// <summary><c>response</c> of an AdmissionReview.</summary>
public sealed record AdmissionAnswer
{
    /// <summary>Whether the request may go on.</summary>
    public required bool IsAllowed { get; init; }

    /// <summary>HTTP status that the API server hands to a refused client.</summary>
    public int Code { get; init; } = 200;

    /// <summary>Machine-readable reason, empty when there is none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>For people: what is wrong and what to do about it; empty when there is nothing to say.</summary>
    public string Message { get; init; } = "";

    /// <summary>JSON Patch (RFC 6902), null when nothing is changed.</summary>
    public byte[]? Patch { get; init; }

    /// <summary>Shown to the client by the API server, from Kubernetes 1.19 on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The request goes on.</summary>
    public static AdmissionAnswer Allow(string message = "") => new() { IsAllowed = true, Message = message };

    /// <summary>The request is refused for what it asks.</summary>
    public static AdmissionAnswer Deny(IEnumerable<string> violations) =>
        new() { IsAllowed = false, Code = 403, Reason = "Forbidden", Message = string.Join("; ", violations) };

    /// <summary>The request can't be judged.</summary>
    public static AdmissionAnswer Fail(string message, int code = 400) => new() { IsAllowed = false, Code = code, Message = message };
}
