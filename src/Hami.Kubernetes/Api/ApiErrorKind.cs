namespace Hami.Kubernetes.Api;

/// <summary>What went wrong with a call, as far as a caller acts on it.</summary>
public enum ApiErrorKind
{
    /// <summary>The call was never sent, or it was a read that got no answer: nothing has changed.</summary>
    Unreachable,

    /// <summary>
    /// A write that may have been carried out: it was sent, but the answer is missing, or says only that the server gave
    /// up waiting. Never to be taken for a failure.
    /// </summary>
    UnknownOutcome,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409 because of a precondition, a concurrent change, or a pod that is bound already.</summary>
    Conflict,

    /// <summary>409 because an object of that name is there.</summary>
    AlreadyExists,

    /// <summary>410: the resource version asked for is no longer kept.</summary>
    Gone,

    /// <summary>429, still so after the waits that the server asked for.</summary>
    TooManyRequests,

    /// <summary>401, also with the token read again.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>400, 422 and other answers that blame the request.</summary>
    Rejected,

    /// <summary>A read answered by 5xx.</summary>
    ServerError,

    /// <summary>The server's answer isn't what this call answers.</summary>
    Malformed,
}
