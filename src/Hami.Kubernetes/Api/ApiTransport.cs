using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Hami.Kubernetes.Credentials;

namespace Hami.Kubernetes.Api;

/// <summary>Connections to one API server: who it must be, and who we are.</summary>
internal static class ApiTransport
{
    public static SocketsHttpHandler Create(ApiEndpoint endpoint, ApiClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            // A peer that vanished without a word is found by these, long before a watch would time out.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            Proxy = endpoint.Proxy is null ? null : new WebProxy(endpoint.Proxy),
            // As in Go: the environment's proxies aren't for this machine's own addresses.
            UseProxy = endpoint.Proxy is not null || !endpoint.Server.IsLoopback,
        };
        var tls = handler.SslOptions;
        if (endpoint.ClientCertificate is { } identity)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(identity, null, offline: true);
        if (endpoint.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(authorities);
            tls.CertificateChainPolicy = policy;
        }

        if (endpoint.SkipTlsVerify)
        {
#pragma warning disable CA5359, MA0039 // What insecure-skip-tls-verify asks for.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (endpoint.TlsServerName is { Length: > 0 } name)
        {
            // The address's name doesn't have to match, the given one has to; the chain is judged as ever.
            tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
                && certificate is X509Certificate2 presented
                && presented.MatchesHostname(name);
        }

        return handler;
    }
}
