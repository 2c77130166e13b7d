using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Hami.Scheduler.Configuration;
using Hami.Tests.Admission;
using Hami.Tests.Scheduler.Fakes;
using Hami.Tests.Scheduler.Metrics;
using Xunit;

namespace Hami.Tests.Scheduler.Listening;

/// <summary>What each listener of the running scheduler serves, and to whom (control-plane.md §1.2; design: trust).</summary>
public sealed class ListenersTests
{
    private static readonly SchedulerOptions EveryInterface = ExtenderServer.Options with
    {
        Listen = new ListenAddress(IPAddress.Any, 0),
        PlainListen = new ListenAddress(IPAddress.Loopback, 0),
    };

    private static readonly string Review = System.Text.Encoding.UTF8.GetString(new ReviewedRequest(null).ToBytes());

    [Fact]
    public async Task From_outside_filter_and_bind_are_forbidden_and_webhooks_are_served()
    {
        Assert.SkipWhen(OwnAddress() is null, "this machine has no address but loopback");
        var own = OwnAddress()!;
        await using var api = await ClusterApi.StartAsync();
        await using var scheduler = await WholeScheduler.StartAsync(api, EveryInterface);

        foreach (var path in (string[])["/filter", "/bind"])
        {
            using var outside = await scheduler.Server.SendAsync(path, "{}", host: own);
            Assert.Equal(HttpStatusCode.Forbidden, outside.StatusCode);
            using var inside = await scheduler.Server.SendAsync(path, "{}");
            Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        }

        foreach (var path in (string[])["/webhook", "/guard"])
        {
            using var outside = await scheduler.Server.SendAsync(path, Review, host: own);
            Assert.Equal(HttpStatusCode.OK, outside.StatusCode);
            Assert.Contains("\"kind\":\"AdmissionReview\"", await outside.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Empty(api.Writes);
    }

    [Fact]
    public async Task Each_listener_serves_its_own_paths_and_probes()
    {
        await using var api = await ClusterApi.StartAsync();
        await using var scheduler = await WholeScheduler.StartAsync(api, EveryInterface);
        const int Main = 0, Plain = 1, Metrics = 2;

        Assert.Equal(HttpStatusCode.NotFound, (await scheduler.Server.GetAsync("/metrics", Main)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await scheduler.Server.GetAsync("/metrics", Plain)).Status);
        Assert.Equal(HttpStatusCode.OK, (await scheduler.Server.GetAsync("/metrics", Metrics)).Status);
        foreach (var path in (string[])["/filter", "/bind"])
        {
            Assert.Equal((HttpStatusCode.MethodNotAllowed, $"{path} takes POST\n"), await scheduler.Server.GetAsync(path, Main));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await scheduler.Server.GetAsync(path, Plain)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await scheduler.Server.GetAsync(path, Metrics)).Status);
        }

        foreach (var path in (string[])["/webhook", "/guard"])
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await scheduler.Server.GetAsync(path, Main)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await scheduler.Server.GetAsync(path, Plain)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await scheduler.Server.GetAsync(path, Metrics)).Status);
        }

        // The original's way to give another pod's device away (H#2878), and its profiles.
        foreach (var path in (string[])["/refit", "/debug/pprof/", "/"])
            Assert.Equal(HttpStatusCode.NotFound, (await scheduler.Server.GetAsync(path, Main)).Status);
        for (var listener = Main; listener <= Metrics; listener++) Assert.Equal((HttpStatusCode.OK, ""), await scheduler.Server.GetAsync("/healthz", listener));
    }

    [Fact]
    public async Task Ready_means_full_caches_and_ready_to_place_means_the_right_to()
    {
        await using var api = await ClusterApi.StartAsync();
        api.AnswersLists = false;
        await using var scheduler = await WholeScheduler.StartAsync(api);
        Assert.Equal((HttpStatusCode.OK, ""), await scheduler.Server.GetAsync("/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the caches are not filled yet\n"), await scheduler.Server.GetAsync("/readyz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting: the caches are not filled yet\n"), await scheduler.Server.GetAsync("/readyz/scheduling"));

        api.AnswersLists = true;
        await scheduler.PlacingAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await scheduler.Server.GetAsync("/readyz"));
        Assert.Equal((HttpStatusCode.OK, "term 0\n"), await scheduler.Server.GetAsync("/readyz/scheduling"));
    }

    [Fact]
    public async Task A_follower_serves_webhooks_and_says_that_it_may_not_place()
    {
        await using var api = await ClusterApi.StartAsync();
        await using var scheduler = await WholeScheduler.StartAsync(api, ExtenderServer.Options with { Lease = new LeaseOptions("hami-system", "hami-scheduler", "host-1") });
        while ((await scheduler.Server.GetAsync("/readyz")).Status != HttpStatusCode.OK) await Task.Delay(2, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await scheduler.Server.GetAsync("/readyz/scheduling")).Status);
        using var answer = await scheduler.Server.SendAsync("/webhook", Review);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_scrape_of_the_running_scheduler_keeps_to_the_format_and_tells_how_it_fares()
    {
        await using var api = await ClusterApi.StartAsync();
        api.Put(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        api.Put(pod);
        await using var scheduler = await WholeScheduler.StartAsync(api, ExtenderServer.Options with { LegacyMetrics = true, State = new() { BindTimeout = TimeSpan.FromMilliseconds(50) } });
        await scheduler.PlacingAsync();
        await scheduler.FilterAsync(pod, "n1");
        await scheduler.FilterAsync(Cluster.Pod("large", memory: 100_000), "n1");
        await scheduler.BindAsync(pod, "n1");

        var scrape = new Exposition((await scheduler.Server.GetAsync("/metrics", listener: 1)).Body);

        Assert.Equal(
            "build_date=\"2026-01-02\",compiler=\"aot\",go_version=\"net10\",platform=\"linux/amd64\",revision=\"abc\",version=\"1.2.3\"",
            Assert.Single(scrape.Of("hami_build_info")).Key);
        Assert.Equal(1, scrape.Of("hami_filter_duration_seconds_count")["outcome=\"placed\""]);
        Assert.Equal(1, scrape.Of("hami_filter_duration_seconds_count")["outcome=\"refused\""]);
        Assert.Equal(1, scrape.Of("hami_bind_duration_seconds_count")["outcome=\"bound\""]);
        Assert.Single(scrape.Of("hami_api_call_duration_seconds_count").Keys, key => key.Contains("code=\"201\",resource=\"pods/binding\"", StringComparison.Ordinal));
        Assert.Equal(1, scrape.Of("hami_refused_pods")[""]);
        Assert.Equal(1, scrape.Of("hami_scheduling_right")[""]);
        foreach (var name in (string[])["hami_reservations", "hami_events_dropped"]) Assert.Single(scrape.Of(name));
        foreach (var name in (string[])["hami_api_throttle_waits_total", "hami_api_throttle_wait_seconds_total", "hami_watch_interruptions_total", "hami_watch_undecodable_objects_total", "hami_watch_last_event_timestamp_seconds", "hami_admission_reviews_total"])
            Assert.Contains(name, scrape.Types.Keys);
        Assert.Equal(4000.0 * 1024 * 1024, Assert.Single(scrape.Of("vGPUMemoryAllocated")).Value);
    }

    private static string? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))?.ToString();
}
