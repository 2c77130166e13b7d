using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Hami.Bench;

/// <summary>
/// From exec to the first 200 on <c>/readyz</c>, the API server's nodes listed: time, CPU, and what stays resident afterwards.
/// The executable is started anew each time.
/// </summary>
internal static class StartBench
{
    private const int Port = 18081;
    private const int MetricsPort = 18082;
    private static readonly double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK) on every Linux that .NET runs on
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var executable = Options.Text(args, "--executable")!;
        var kubeconfig = Options.Text(args, "--kubeconfig")!;
        var starts = Options.Number(args, "--starts", 20);
        var wall = new double[starts];
        var cpu = new double[starts];
        double resident = 0;
        using var client = new System.Net.Http.HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var i = 0; i < starts; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(
                executable,
                ["scheduler", $"--kubeconfig={kubeconfig}", $"--http_bind=127.0.0.1:{Port}", $"--metrics-bind-address=127.0.0.1:{MetricsPort}", "--scheduler-name=hami-scheduler"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.OutputDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            while (!await IsReadyAsync(client))
            {
                if (process.HasExited) throw new InvalidOperationException($"{executable} ended with {process.ExitCode}");
                await Task.Delay(1);
            }

            wall[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            cpu[i] = CpuOf(process.Id);
            if (i == starts - 1)
            {
                await Task.Delay(IdleAfter);
                resident = ResidentOf(process.Id);
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        Array.Sort(wall);
        Array.Sort(cpu);
        var size = new FileInfo(executable).Length / 1e6;
        Tell("size of the executable", $"{size:F1} MB", "25 MB", size <= 25);
        Tell("CPU from exec to ready, median", $"{cpu[starts / 2]:F0} ms", "150 ms", cpu[starts / 2] <= 150);
        Tell("exec to ready, median", $"{wall[starts / 2]:F0} ms", "", true);
        Tell("exec to ready, 95th percentile", $"{wall[(int)Math.Ceiling(0.95 * starts) - 1]:F0} ms", "300 ms on an idle machine", wall[(int)Math.Ceiling(0.95 * starts) - 1] <= 300);
        Tell("resident when idle", $"{resident:F0} MB", "60 MB", resident <= 60);
        return 0;
    }

    private static void Tell(string what, FormattableString value, string limit, bool isMet) => Console.WriteLine(
        limit.Length == 0 ? $"{what}: {value.ToString(CultureInfo.InvariantCulture)}" : $"{what}: {value.ToString(CultureInfo.InvariantCulture)} (at most {limit}: {(isMet ? "met" : "NOT met")})");

    private static async Task<bool> IsReadyAsync(System.Net.Http.HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception away) when (away is System.Net.Http.HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static double CpuOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 1000 / TicksPerSecond;
    }

    private static double ResidentOf(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
}
