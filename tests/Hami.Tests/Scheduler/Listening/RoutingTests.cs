using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Hami.Scheduler;
using Hami.Scheduler.Configuration;
using Hami.Scheduler.Extender;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hami.Tests.Scheduler.Listening;

/// <summary>What is served where and to whom, by the scheduler's own routes (control-plane.md §1.2). Its API server is not there.</summary>
public sealed class RoutingTests : IDisposable
{
    private const int Main = 0;
    private const int Metrics = 1;

    private readonly TempFolder folder = new();
    private readonly SchedulerParts parts;
    private readonly SchedulerOptions options;

    public RoutingTests()
    {
        var kubeconfig = folder.Write("config", """
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: 'http://127.0.0.1:9'}}]
            users: [{name: u, user: {token: none}}]
            """);
        options = ExtenderServer.Options with { Kubeconfig = kubeconfig, Listen = new ListenAddress(IPAddress.Any, 0) };
        parts = new SchedulerParts(options, TimeProvider.System, NullLoggerFactory.Instance);
    }

    [Theory]
    [InlineData(Main, "/metrics", HttpStatusCode.NotFound)]
    [InlineData(Metrics, "/metrics", HttpStatusCode.OK)]
    [InlineData(Metrics, "/filter", HttpStatusCode.NotFound)]
    [InlineData(Metrics, "/webhook", HttpStatusCode.NotFound)]
    [InlineData(Main, "/nowhere", HttpStatusCode.NotFound)]
    [InlineData(Main, "/filter/", HttpStatusCode.NotFound)]
    [InlineData(Main, "/filter", HttpStatusCode.MethodNotAllowed)]
    [InlineData(Main, "/bind", HttpStatusCode.MethodNotAllowed)]
    [InlineData(Main, "/webhook", HttpStatusCode.MethodNotAllowed)]
    [InlineData(Main, "/guard", HttpStatusCode.MethodNotAllowed)]
    [InlineData(Main, "/healthz", HttpStatusCode.OK)]
    [InlineData(Metrics, "/healthz", HttpStatusCode.OK)]
    [InlineData(Main, "/readyz", HttpStatusCode.ServiceUnavailable)] // the caches are not filled
    [InlineData(Main, "/readyz/scheduling", HttpStatusCode.ServiceUnavailable)]
    public async Task Get(int listener, string path, HttpStatusCode status)
    {
        await using var server = await ExtenderServer.StartAsync(parts.Router, options);
        Assert.Equal(status, (await server.GetAsync(path, listener)).Status);
    }

    [Fact]
    public async Task A_refused_method_is_answered_with_the_one_that_is_taken()
    {
        await using var server = await ExtenderServer.StartAsync(parts.Router, options);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "/filter takes POST\n"), await server.GetAsync("/filter"));
        using var answer = await server.SendAsync("/metrics", "", listener: Metrics);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_scrape_is_well_formed_and_tells_of_the_scheduler_too()
    {
        await using var server = await ExtenderServer.StartAsync(parts.Router, options);
        var scrape = new Scheduler.Metrics.Exposition((await server.GetAsync("/metrics", Metrics)).Body);
        Assert.Equal(0, Assert.Single(scrape.Of("hami_scheduling_right")).Value);
        Assert.Single(scrape.Of("hami_build_info"));
    }

    [Theory]
    [InlineData("/filter")]
    [InlineData("/bind")]
    public async Task Filter_and_bind_are_for_this_machine_only(string path)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(static card => card.GetIPProperties().UnicastAddresses).Select(static one => one.Address)
            .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(own is null, "this machine has no address but loopback");
        await using var server = await ExtenderServer.StartAsync(parts.Router, options);

        using var refused = await server.SendAsync(path, "{}", host: $"{own}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("only the scheduler on this machine may call this: connect through loopback\n", await refused.Content.ReadAsStringAsync());
        using var review = await server.SendAsync("/webhook", "{}", host: $"{own}");
        Assert.Equal(HttpStatusCode.OK, review.StatusCode); // webhooks are for the API server, wherever it is
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData(null, false)]
    public async Task Who_counts_as_this_machine(string? peer, bool isServed)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
        var served = false;
        await LoopbackOnly.Guard(_ =>
        {
            served = true;
            return Task.CompletedTask;
        })(context);
        Assert.Equal(isServed, served);
        Assert.Equal(isServed ? 200 : 403, context.Response.StatusCode);
    }

    public void Dispose()
    {
        parts.Dispose();
        folder.Dispose();
    }
}
