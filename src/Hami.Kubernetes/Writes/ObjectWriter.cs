using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Writes;

/// <summary>Sends a write and turns its end, however it comes, into a <see cref="WriteResult"/>.</summary>
internal static class ObjectWriter
{
    public static async Task<WriteResult> SendAsync(
        ApiClient api,
        HttpMethod method,
        string resource,
        string path,
        string contentType,
        ReadOnlyMemory<byte> body,
        Deadline deadline,
        CancellationToken cancellation)
    {
        try
        {
            await api.WriteAsync(method, resource, path, contentType, body, deadline, cancellation);
            return WriteResult.Done;
        }
        catch (ApiException e)
        {
            return WriteResult.From(e);
        }
        catch (OperationCanceledException)
        {
            return new WriteResult(
                WriteOutcome.Refused, ApiErrorKind.Unreachable, $"{path}: cancelled before it was sent");
        }
    }
}
