using System.Security.Cryptography.X509Certificates;

namespace Hami.Kubernetes.Credentials;

/// <summary>One API server and how to be somebody there.</summary>
public sealed record ApiEndpoint
{
    /// <summary>The server's address, <c>http</c> or <c>https</c>, with a path where it stands behind a proxy.</summary>
    public required Uri Server { get; init; }

    /// <summary>The authorities that the server's certificate must come from; null means those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The server's certificate isn't checked (<c>insecure-skip-tls-verify</c>).</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must carry where it isn't the address's (<c>tls-server-name</c>).</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The proxy in between (<c>proxy-url</c>).</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Our certificate, with its key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Our bearer token.</summary>
    public IBearerToken? Token { get; init; }

    /// <summary>The namespace of the context, or of our own pod.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where this was read, for messages.</summary>
    public required string Origin { get; init; }
}
