using System.Net;
using System.Net.Security;
using Hami.Scheduler.Configuration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Listening;

/// <summary>Opens the listeners, each with limits on what a peer may make it hold (control-plane.md §1.2).</summary>
internal static class Listeners
{
    /// <summary>Opens them.</summary>
    /// <exception cref="IOException">The certificate can't be read.</exception>
    public static void Configure(KestrelServerOptions kestrel, SchedulerOptions options, TimeProvider time, ILogger logger)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MaxRequestBodySize = null; // each endpoint has its own
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
        kestrel.Limits.MaxConcurrentConnections = 4096;

        Listen(kestrel, options.HttpBind, ListenerKind.Main, MainProtocol(options, time, logger));
        if (options.PlainBind is { } plain) Listen(kestrel, plain, ListenerKind.Plain, null);
        if (options.MetricsBind is { } metrics) Listen(kestrel, metrics, ListenerKind.Metrics, null);
    }

    private static ServingCertificate? MainProtocol(SchedulerOptions options, TimeProvider time, ILogger logger) =>
        options.CertFile.Length > 0 && options.KeyFile.Length > 0 ? new ServingCertificate(options.CertFile, options.KeyFile, time, logger) : null;

    private static void Listen(KestrelServerOptions kestrel, IPEndPoint address, ListenerKind kind, ServingCertificate? certificate) => kestrel.Listen(address, listen =>
    {
        if (certificate is not null)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
            });
        }

        listen.Use(next => connection =>
        {
            connection.Features.Set(new ListenerFeature(kind));
            return next(connection);
        });
    });
}
