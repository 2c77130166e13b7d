using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Scheduler;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Feed;
using Hami.Scheduler.Leadership;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hami.Bench;

/// <summary>The same call over the wire, from client to client in another process: TLS and plain, keep-alive.</summary>
internal static class WireBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        var calls = Options.Number(args, "--calls", 1500);
        var nodes = Options.Number(args, "--nodes", 5000);
        var pods = Options.Number(args, "--pods", 40_000);
        var cluster = new BenchCluster(nodes, pods);
        var right = new SchedulingRight();
        right.Grant(Fence.Sole);
        var fields = UsedFields.Of(BenchCluster.Vendors, []);
        var endpoint = new FilterEndpoint(
            cluster.State, new FilterArgumentsReader(cluster.State, fields), right, new Release(cluster.State), new MonotonicClock(TimeProvider.System), new ExtenderSettings());

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 18443, static listen => listen.UseHttps(Certificate()));
            kestrel.Listen(IPAddress.Loopback, 18080);
        });
        await using var app = builder.Build();
        app.Run(context => context.Request.Method == HttpMethods.Post ? endpoint.ServeAsync(context) : Task.CompletedTask);
        await app.StartAsync();

        Console.WriteLine("| way | p50 ms | p90 ms | p99 ms | max ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var url in new[] { "https://127.0.0.1:18443/filter", "http://127.0.0.1:18080/filter" })
        {
            using var client = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["wire-client", "--url", url, "--calls", calls.ToString(CultureInfo.InvariantCulture), "--nodes", nodes.ToString(CultureInfo.InvariantCulture)]))!;
            await client.WaitForExitAsync();
        }

        return 0;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Gives back what a call reserved, so that all calls find the same cluster.</summary>
    private sealed class Release(ClusterState state) : IDecisionLog
    {
        public void Filtered(Pod pod, Candidates candidates, FilterOutcome outcome, TimeSpan elapsed)
        {
            state.PodUpserted(pod);
            state.PodDeleted(pod.Uid);
        }

        public void Bound(BindRequest request, PodPlacement placement, TimeSpan elapsed)
        {
        }

        public void BindFailed(BindRequest request, string reason, TimeSpan elapsed)
        {
        }
    }
}
