using Hami.Kubernetes.Credentials;
using Hami.Scheduler.Configuration;
using Hami.Scheduler.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler;

/// <summary>The scheduler extender and its webhooks as a server.</summary>
public static partial class SchedulerHost
{
    private static readonly TimeSpan FinishingTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="options">All settings.</param>
    /// <param name="cancellation">Ends it; calls that are being served are finished.</param>
    /// <exception cref="CredentialException">No API server can be found with what is configured.</exception>
    /// <exception cref="IOException">An address is in use, or the certificate can't be read.</exception>
    public static async Task RunAsync(SchedulerOptions options, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        using var loggers = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(static console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            })
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(options.LogLevel));
        foreach (var notice in options.Notices) Noticed(loggers.CreateLogger("Hami.Scheduler"), notice);
        using var parts = new SchedulerParts(options, time, loggers);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listeners.Configure(kestrel, options, time, loggers.CreateLogger(typeof(Listeners))));
        await using var app = builder.Build();
        app.Run(context => parts.Router.ServeAsync(context.Features.GetRequiredFeature<ListenerFeature>().Kind, context));

        await app.StartAsync(cancellation);
        try
        {
            await parts.RunAsync(cancellation);
        }
        finally
        {
            using var patience = new CancellationTokenSource(FinishingTime);
            await app.StopAsync(patience.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void Noticed(ILogger logger, string notice);
}
