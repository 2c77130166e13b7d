using System.Diagnostics;
using System.Net.Http.Headers;

namespace Hami.Bench;

/// <summary>The client of <see cref="WireBench"/>.</summary>
internal static class WireClient
{
    private const int WarmUp = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        var url = new Uri(Options.Text(args, "--url")!);
        var calls = Options.Number(args, "--calls", 1500);
        var cluster = new BenchCluster(Options.Number(args, "--nodes", 5000), 0);
        using var handler = new System.Net.Http.SocketsHttpHandler();
#pragma warning disable CA5359 // the server is this bench's own, with a certificate made for the run
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new System.Net.Http.HttpClient(handler);
        var times = new double[calls];
        for (var i = -WarmUp; i < calls; i++)
        {
            using var content = new System.Net.Http.ByteArrayContent(cluster.Request($"new-{i}", "8000"));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var started = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync(url, content);
            var answer = await response.Content.ReadAsByteArrayAsync();
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (answer.AsSpan().IndexOf("\"Error\":\"\""u8) < 0) throw new InvalidOperationException("the call failed");
        }

        Console.WriteLine($"| {url.Scheme} | {new Distribution(times).Cells} |");
        return 0;
    }
}
