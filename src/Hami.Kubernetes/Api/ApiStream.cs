
namespace Hami.Kubernetes.Api;

/// <summary>The body of an answer that is read as it comes.</summary>
public sealed class ApiStream : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal ApiStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        Body = body;
    }

    /// <summary>The bytes.</summary>
    public Stream Body { get; }

    /// <summary>Ends the call, however much of it was read.</summary>
    public void Dispose()
    {
        Body.Dispose();
        _response.Dispose();
    }
}
