using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Extender;

/// <summary>Reads a request's body whole into a rented buffer, up to a limit.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads the body. After one that is too large the connection is closed: the rest of it is not waited for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most that is taken, bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BodyTooLargeException">The body is larger.</exception>
    public static async ValueTask<Body> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit) throw TooLarge(request, limit);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? FirstBuffer, limit + 1L));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation);
                if (read == 0) return new Body(buffer, length);
                length += read;
                if (length > limit) throw TooLarge(request, limit);
                if (length == buffer.Length) buffer = Grow(buffer, length);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static BodyTooLargeException TooLarge(HttpRequest request, int limit)
    {
        // HTTP/2 has no such header: there a stream ends alone.
        if (HttpProtocol.IsHttp11(request.Protocol)) request.HttpContext.Response.Headers.Connection = "close";
        return new BodyTooLargeException(limit);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
