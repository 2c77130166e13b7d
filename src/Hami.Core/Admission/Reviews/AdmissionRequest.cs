using System.Text.Json;

namespace Hami.Core.Admission.Reviews;

/// <summary><c>request</c> of an AdmissionReview, as far as it is used.</summary>
public sealed record AdmissionRequest
{
    /// <summary>Identity of the request; the answer repeats it.</summary>
    public required string Uid { get; init; }

    /// <summary><c>kind.kind</c> of the object.</summary>
    public string Kind { get; init; } = "";

    /// <summary>API group of the resource; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Resource in the plural, such as <c>pods</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Such as <c>status</c>; empty when there is none.</summary>
    public string SubResource { get; init; } = "";

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Namespace.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name of the object, empty when the API server is still to make one up.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who asks.</summary>
    public required Requester Requester { get; init; }

    /// <summary>The object as it would be, null when there is none.</summary>
    public JsonElement? NewObject { get; init; }

    /// <summary>The object as it is, null when there is none.</summary>
    public JsonElement? OldObject { get; init; }

    /// <summary>Whether nothing will be stored. The answer is the same: deciding has no effects.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Resource and subresource as rules of webhooks write them, such as <c>pods/status</c>.</summary>
    public string Target => SubResource.Length == 0 ? Resource : $"{Resource}/{SubResource}";
}
