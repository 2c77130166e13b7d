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

        Listen(kestrel, options.Listen, ListenerKind.Main, Certificate(options, time, logger));
        if (options.PlainListen is { } plain) Listen(kestrel, plain, ListenerKind.Plain, null);
        Listen(kestrel, options.MetricsListen, ListenerKind.Metrics, null);
    }

    private static ServingCertificate? Certificate(SchedulerOptions options, TimeProvider time, ILogger logger) =>
        options is { CertificateFile: { } certificate, KeyFile: { } key } ? new ServingCertificate(certificate, key, time, logger) : null;

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, ListenerKind kind, ServingCertificate? certificate)
    {
        if (address.Address is null) kestrel.ListenAnyIP(address.Port, Configure);
        else kestrel.Listen(address.Address, address.Port, Configure);

        void Configure(ListenOptions listen) => Prepare(listen, kind, certificate);
    }

    private static void Prepare(ListenOptions listen, ListenerKind kind, ServingCertificate? certificate)
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
    }
}
