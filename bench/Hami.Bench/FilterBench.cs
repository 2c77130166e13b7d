using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Hami.Core.Placement.State;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Feed;

namespace Hami.Bench;

/// <summary>
/// One filter call inside the server, from the first byte of the request to the last byte of the answer, at several sizes.
/// Transport and TLS are not in it.
/// </summary>
internal static class FilterBench
{
    public static int Run(string[] args)
    {
        var calls = Options.Number(args, "--calls", 2000);
        var sizes = Options.Numbers(args, "--nodes", 100, 1000, 5000);
        var loads = Options.Numbers(args, "--pods", 0, 10_000, 40_000);
        Console.WriteLine("| nodes x 8 | placed pods | outcome | p50 ms | p90 ms | p99 ms | max ms | allocated KB per call | resident MB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var nodes in sizes)
        {
            foreach (var pods in loads)
            {
                // As many as fit the smaller clusters: eight of ten slots of each device at most.
                var placed = Math.Min(pods, nodes * BenchCluster.DevicesPerNode * 8);
                var cluster = new BenchCluster(nodes, placed);
                Measure(cluster, nodes, placed, "fits", "8000", calls);
                Measure(cluster, nodes, placed, "refused", "81921", calls / 10);
            }
        }

        return 0;
    }

    private static void Measure(BenchCluster cluster, int nodes, int pods, string outcome, string memory, int calls)
    {
        var reader = new FilterArgumentsReader(cluster.State, UsedFields.Of(BenchCluster.Vendors, []));
        var answer = new ArrayBufferWriter<byte>(1024 * 1024);
        var times = new double[calls];
        for (var i = 0; i < 200; i++) Call(i);
        GC.Collect();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        long setup = 0;
        for (var i = 0; i < calls; i++)
        {
            var (elapsed, beside) = Call(i);
            times[i] = elapsed;
            setup += beside;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated - setup;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {nodes} | {pods} | {outcome} | {new Distribution(times).Cells} | {allocated / 1024.0 / calls:F1} | {process.WorkingSet64 / 1024 / 1024} |"));

        (double Elapsed, long AllocatedBeside) Call(int i)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var uid = $"new-{i}";
            var body = cluster.Request(uid, memory);
            answer.ResetWrittenCount();
            var beside = GC.GetAllocatedBytesForCurrentThread() - before;
            var started = Stopwatch.GetTimestamp();
            var arguments = reader.Read(body);
            var result = cluster.State.Filter(arguments.Pod!, arguments.Names!, Fence.Sole, DateTimeOffset.UnixEpoch);
            if (result.Kind == FilterKind.Placed) FilterAnswer.WriteNames(answer, [result.Placement!.NodeName]);
            else FilterAnswer.WriteRefusals(answer, result.Refusals);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            before = GC.GetAllocatedBytesForCurrentThread();
            if ((result.Kind == FilterKind.Placed) != (memory == "8000")) throw new InvalidOperationException($"unexpected outcome {result.Kind}");
            cluster.State.PodUpserted(arguments.Pod!);
            cluster.State.PodDeleted(uid);
            beside += GC.GetAllocatedBytesForCurrentThread() - before;
            return (elapsed, beside);
        }
    }
}
