using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hami.Cluster.Tests.Plane;

/// <summary>A program that ends with the test process, whatever becomes of that, and writes into a log file of its own.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The kernel ends a child when the thread that started it ends, so that thread must live as long as the tests.
    private static readonly BlockingCollection<Action> Starts = NewStarter();

    private readonly Process process;
    private bool isDisposed;

    private ChildProcess(string name, string log, Process process)
    {
        Name = name;
        Log = log;
        this.process = process;
    }

    public string Name { get; }

    public string Log { get; }

    public int Id => process.Id;

    public bool HasEnded => isDisposed || process.HasExited;

    /// <summary>Starts a program; its output is appended to the log file.</summary>
    public static Task<ChildProcess> StartAsync(
        string name, string log, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);

        // Standard input stays open as long as the test process lives: whoever reads it learns of its end.
        var start = new ProcessStartInfo("setpriv") { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = Repository.Root };
        foreach (var word in (string[])["--pdeathsig", "KILL", "bash", "-c", "exec >> \"$0\" 2>&1; exec \"$@\"", log, program, .. arguments]) start.ArgumentList.Add(word);
        foreach (var (key, value) in variables ?? new Dictionary<string, string>()) start.Environment[key] = value;
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath is { } host && host.EndsWith("/dotnet", StringComparison.Ordinal) ? host : FindDotnet());

        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(new ChildProcess(name, log, Process.Start(start)!));
            }
            catch (Exception failure)
            {
                started.SetException(failure);
            }
        });
        return started.Task;
    }

    public void Signal(string name) => Signals.Send(process.Id, name);

    /// <summary>Kills it and waits for its end.</summary>
    public Task KillAsync()
    {
        Signal("KILL");
        return process.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public Task WaitForEndAsync() => process.WaitForExitAsync();

    /// <summary>Ends it as an operator would, and at last by force.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed) return;
        isDisposed = true;
        if (!process.HasExited)
        {
            Signal("CONT");
            Signal("TERM");
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        process.Dispose();
    }

    private static string FindDotnet() =>
        Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    private static BlockingCollection<Action> NewStarter()
    {
        var starts = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable()) start();
        }) { IsBackground = true, Name = "starter of processes" }.Start();
        return starts;
    }
}
