namespace Hami.Core.Requests;

/// <summary>What came of reading a container's request: nothing asked, a request, or a refusal.</summary>
/// <param name="Request">The request; null when nothing (valid) was asked.</param>
/// <param name="Violations">What is wrong, each naming resource, value and remedy. Never empty and silent: what cannot be read is refused (control-plane.md C4, C5).</param>
public readonly record struct RequestReading(DeviceRequest? Request, IReadOnlyList<string> Violations)
{
    /// <summary>The container asks nothing of this vendor.</summary>
    public static readonly RequestReading None = new(null, []);

    /// <summary>Whether the request must be refused.</summary>
    public bool IsRefused => Violations.Count > 0;

    /// <summary>A valid request.</summary>
    public static RequestReading Of(DeviceRequest request) => new(request, []);

    /// <summary>A refusal.</summary>
    public static RequestReading Refuse(params IReadOnlyList<string> violations) => new(null, violations);
}
