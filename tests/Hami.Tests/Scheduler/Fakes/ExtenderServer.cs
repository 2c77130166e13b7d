using System.Net;
using System.Text;
using Hami.Core.Admission;
using Hami.Core.Placement.State;
using Hami.Kubernetes.Api;
using Hami.Scheduler.Configuration;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Listening;
using Hami.Scheduler.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>The scheduler's listeners on ports that the system chooses, serving a router.</summary>
internal sealed class ExtenderServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });

    private ExtenderServer(WebApplication app) => this.app = app;

    /// <summary>The ports of the main, the metrics and, where there is one, the plain listener.</summary>
    public int[] Ports => [.. app.Urls.Select(url => new Uri(url.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)).Port)];

    public int Port => Ports[0];

    public static SchedulerOptions Options { get; } = new()
    {
        Listen = new ListenAddress(IPAddress.Loopback, 0),
        MetricsListen = new ListenAddress(IPAddress.Loopback, 0),
        Vendors = Cluster.Vendors,
        State = new StateSettings(),
        Admission = new AdmissionSettings { SchedulerName = "hami-scheduler" },
        NodeLockTimeout = TimeSpan.FromMinutes(5),
        NodeLockRetryTimeout = TimeSpan.FromSeconds(28),
        ApiClient = new ApiClientOptions(),
        Build = new BuildInfo("1.2.3", "abc", "2026-01-02", "net10", "aot", "linux/amd64"),
    };

    public static async Task<ExtenderServer> StartAsync(Router router, SchedulerOptions? options = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listeners.Configure(kestrel, options ?? Options, time ?? TimeProvider.System, NullLogger.Instance));
        var built = builder.Build();
        built.Run(context => router.ServeAsync(context.Features.GetRequiredFeature<ListenerFeature>().Kind, context));
        await built.StartAsync();
        return new ExtenderServer(built);
    }

    /// <summary>Filter and bind of a scheduler, as they are routed in earnest.</summary>
    public static Task<ExtenderServer> StartAsync(SchedulerWithFakes scheduler)
    {
        var router = new Router();
        router.Add(ListenerKind.Main, HttpMethods.Post, "/filter", LoopbackOnly.Guard(scheduler.FilterEndpoint.ServeAsync));
        router.Add(ListenerKind.Main, HttpMethods.Post, "/bind", LoopbackOnly.Guard(new BindEndpoint(scheduler.Binding).ServeAsync));
        return StartAsync(router);
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, int listener = 0, string host = "127.0.0.1")
    {
        using var answer = await client.GetAsync(new Uri($"http://{host}:{Ports[listener]}{path}"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<HttpResponseMessage> SendAsync(string path, string body, string contentType = "application/json", int listener = 0, string host = "127.0.0.1")
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        return await client.PostAsync(new Uri($"http://{host}:{Ports[listener]}{path}"), content);
    }

    /// <summary>Posts and returns the answer, which is one of status 200 and of JSON whatever went wrong.</summary>
    public async Task<string> PostAsync(string path, string body)
    {
        using var answer = await SendAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        using var hurry = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(hurry.Token);
        await app.DisposeAsync();
    }
}
