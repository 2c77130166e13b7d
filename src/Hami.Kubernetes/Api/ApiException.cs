namespace Hami.Kubernetes.Api;

/// <summary>A call to the API server that didn't succeed.</summary>
public sealed class ApiException : Exception
{
    /// <summary>Makes the error.</summary>
    public ApiException(ApiErrorKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public ApiErrorKind Kind { get; }

    /// <summary>The HTTP status, or the code of the Status in a watch; 0 where there was no answer.</summary>
    public int StatusCode { get; init; }

    /// <summary>The reason word of the server's Status, such as <c>NotFound</c>; empty where there was none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether nothing of the call can have taken effect.</summary>
    public bool IsDefinite => Kind != ApiErrorKind.UnknownOutcome;

    internal static ApiException From(ApiStatus status, int code, string call, bool isWrite, TimeSpan? retryAfter)
    {
        var message = status.Message.Length > 0 ? status.Message : status.Reason;
        return new ApiException(KindOf(code, status.Reason, isWrite), $"{call}: {code}: {message}")
        {
            StatusCode = code,
            Reason = status.Reason,
            RetryAfter = retryAfter ?? status.RetryAfter,
        };
    }

    // A 5xx doesn't say that a write wasn't carried out: etcd may have timed out after taking it, a proxy may have lost
    // the answer. 408 comes from proxies alone.
    private static ApiErrorKind KindOf(int code, string reason, bool isWrite) => code switch
    {
        401 => ApiErrorKind.Unauthorized,
        403 => ApiErrorKind.Forbidden,
        404 => ApiErrorKind.NotFound,
        408 when isWrite => ApiErrorKind.UnknownOutcome,
        409 when reason == "AlreadyExists" => ApiErrorKind.AlreadyExists,
        409 => ApiErrorKind.Conflict,
        410 => ApiErrorKind.Gone,
        429 => ApiErrorKind.TooManyRequests,
        >= 500 when isWrite => ApiErrorKind.UnknownOutcome,
        >= 500 => ApiErrorKind.ServerError,
        _ when reason is "Expired" or "Gone" => ApiErrorKind.Gone,
        _ => ApiErrorKind.Rejected,
    };
}
