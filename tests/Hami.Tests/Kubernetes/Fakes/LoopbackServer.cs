using System.Net;
using System.Security.Cryptography.X509Certificates;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>An HTTP server in this process that answers as a test says.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public RequestDelegate Answer { get; set; } = context =>
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    };

    public static async Task<LoopbackServer> StartAsync(
        RequestDelegate? answer = null,
        X509Certificate2? certificate = null,
        Action<Microsoft.AspNetCore.Server.Kestrel.Https.HttpsConnectionAdapterOptions>? https = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null) return;
            listen.UseHttps(certificate, options => https?.Invoke(options));
        }));
        var app = builder.Build();
        var server = new LoopbackServer(app);
        if (answer is not null) server.Answer = answer;
        app.Run(context => server.Answer(context));
        await app.StartAsync();
        return server;
    }

    public ApiEndpoint Endpoint => new() { Server = Address, Origin = "test" };

    public ApiClient Client(TimeProvider? time = null, ApiClientOptions? options = null, IApiObserver? observer = null) =>
        new(Endpoint, options ?? new ApiClientOptions(), time ?? TimeProvider.System, NullLogger<ApiClient>.Instance, observer);

    public async ValueTask DisposeAsync()
    {
        // Watches that are still open would be waited for.
        using var hurry = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }
}
