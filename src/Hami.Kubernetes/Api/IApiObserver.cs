namespace Hami.Kubernetes.Api;

/// <summary>Sees every call, for metrics. Called from the calling threads; must be quick and must not throw.</summary>
public interface IApiObserver
{
    /// <summary>A call waited for the client-side throttle.</summary>
    void Throttled(string verb, string resource, TimeSpan waited);

    /// <summary>A call was answered, or failed without an answer (<paramref name="statusCode"/> 0).</summary>
    /// <param name="verb">get, list, watch, create or patch.</param>
    /// <param name="resource">The resource with its subresource, such as <c>pods/binding</c>.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="took">From sending to the answer's head.</param>
    void Answered(string verb, string resource, int statusCode, TimeSpan took);
}
