using System.Runtime.InteropServices;
using System.Text;
using Hami.Nodes.Nvml;
using Hami.Nodes.Posix;
using Hami.Nodes.Region;

namespace Hami.Nodes.Local;

/// <summary>Gets a job its share, then turns this process into the one that starts it.</summary>
/// <param name="parts">Where the native parts are.</param>
/// <param name="time">The clock.</param>
/// <param name="said">Takes lines for the user.</param>
public sealed class LocalRun(NativeParts parts, TimeProvider time, Action<string> said)
{
    private const ulong MiB = 1024 * 1024;

    // Against a signal that removes the job's folder while it is granted.
    private readonly Lock changing = new();
    private string? folder;
    private Descriptor? lifeline;

    /// <summary>Runs the job: returns only when it was refused.</summary>
    /// <exception cref="LocalException">It can't be run here.</exception>
    public LocalAnswer Run(RunRequest request)
    {
        parts.Check(request.Simulate is not null);
        var state = StateDirectory.FindOrMake(request.State, said);
        var set = request.Simulate is null ? state.Devices : state.Simulated;
        try
        {
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Abandon(signal, set, 2));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Abandon(signal, set, 15));
            return Run(request, state, set);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var isFull = failure is SystemCallException { Error: Libc.NoSpace or Libc.QuotaExceeded } || (failure.HResult & 0xffff) is Libc.NoSpace or Libc.QuotaExceeded;
            throw StateDirectory.Fault(state.Path, isFull ? $"the disk is full: a job needs 4 MB of it ({failure.Message})" : failure.Message);
        }
        finally
        {
            lock (changing)
            {
                Leave(set);
            }
        }
    }

    private LocalAnswer Run(RunRequest request, StateDirectory state, JobSet set)
    {
        var deadline = request.Wait is { } most ? time.GetTimestamp() + (long)(most.TotalSeconds * time.TimestampFrequency) : (long?)null;
        // Before the line is joined, so that who has no devices doesn't stand in it.
        using var own = request.Simulate is null ? LoadNvml() : null;
        using var watch = new SetWatch(set);
        Attempt attempt;
        IReadOnlyList<NvmlDevice> devices;
        using (PlacementLock.Take(set.LockPath))
        {
            set.TidyLocked();
            var node = request.Simulate is { } models ? SimulatedNode.FindOrMake(set, models, parts) : null;
            using var simulated = node is null ? null : LoadSimulated(node);
            devices = (own ?? simulated)!.Devices();
            var record = new JobRecord
            {
                Name = request.Name,
                Command = request.Command,
                Pid = Environment.ProcessId,
                Since = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Ask = request.Ask,
                SimulatedNode = node?.Name ?? "",
                SimulatedModels = request.Simulate ?? "",
            };
            (folder, lifeline) = set.Join(record);
            attempt = Try(request, state, set, record, node, devices);
        }

        for (var hasSaid = false; ; hasSaid = true)
        {
            using (attempt)
            {
                if (attempt.Answer.IsHopeless) return attempt.Answer;
                var rest = deadline is { } end ? time.GetElapsedTime(time.GetTimestamp(), end) : (TimeSpan?)null;
                if (rest <= TimeSpan.Zero) return attempt.Answer;
                if (!hasSaid) said($"job {NumberOf(folder)} waits for its share: {attempt.Answer.Reason}");
                watch.Wait(attempt.Others, rest);
            }

            using (PlacementLock.Take(set.LockPath)) attempt = Try(request, state, set, attempt.Record, attempt.Node, devices);
        }
    }

    // With the lock held. Returns only when there is no share yet, or never will be.
    private Attempt Try(RunRequest request, StateDirectory state, JobSet set, JobRecord record, SimulatedNode? node, IReadOnlyList<NvmlDevice> devices)
    {
        var living = set.Read();
        var attempt = new Attempt(record, node, living, [.. living.Where(job => job.Folder != folder)]);
        var answer = LocalPlacement.Decide(devices, [.. attempt.Others.Where(static job => !job.IsWaiting).Select(static job => job.Record.Shares)], request.Ask);
        var before = attempt.Others.Count(job => job.IsWaiting && job.Number < NumberOf(folder!));
        if (before == 0 && answer.IsPlaced) Start(request, state, set, record, node, answer.Shares);
        // Who came first is served first, also when somebody later would fit already: else large shares were never had.
        attempt.Answer = before == 0 || answer.IsHopeless ? answer
            : answer with { Shares = [], Reason = $"{before} {(before == 1 ? "job waits" : "jobs wait")} in line before it{(answer.IsPlaced ? "" : $"; {answer.Reason}")}" };
        return attempt;
    }

    private static long NumberOf(string folder) => long.Parse(Path.GetFileName(folder).Split('-')[0]);

    private static NvmlLibrary LoadNvml()
    {
        try
        {
            return NvmlLibrary.Load();
        }
        catch (NvmlException failure)
        {
            throw new LocalException(LocalFault.Unavailable, $"{failure.Message}{(failure.IsMissing ? ": on a machine without NVIDIA GPUs, try simulated ones: --simulate 2xA100-40GB" : "")}");
        }
    }

    private NvmlLibrary LoadSimulated(SimulatedNode node)
    {
        // Not through .NET's environment, which the driver's library doesn't see.
        _ = Libc.SetEnvironment("SIMGPU_STATE", node.StateFile, 1);
        try
        {
            return NvmlLibrary.Load(parts.SimulatorNvml);
        }
        catch (NvmlException failure)
        {
            throw new LocalException(LocalFault.Unavailable, $"the simulated driver: {failure.Message}");
        }
    }

    private void Start(RunRequest request, StateDirectory state, JobSet set, JobRecord record, SimulatedNode? node, IReadOnlyList<LocalShare> shares)
    {
        var plan = new RegionPlan([.. shares.Select(static share => new RegionPlan.Device(share.Uuid, (ulong)share.MemoryMiB * MiB, JobEnvironment.CoreLimit(share)))], request.Ask.Priority);
        lock (changing)
        {
            folder = set.Grant(folder!, record with { Shares = shares, Since = time.GetUtcNow().ToUnixTimeMilliseconds() }, plan, time.GetUtcNow());
            var assignments = JobEnvironment.Assignments(
                NumberOf(folder), shares, request.Ask, Path.Combine(folder, JobSet.RegionFile), node?.Presence ?? set.Presence, parts, node?.StateFile, Environment.GetEnvironmentVariable);
            Become(parts.Launcher, ["hami", $"{Lifeline.Bequeath(lifeline!)}", .. request.Tidy, state.Path, "--", .. assignments, "--"], OwnWords.Last(request.Command));
        }
    }

    // The same process goes on as another program: it keeps its number, its terminal and what its caller waits for.
    private static unsafe void Become(string program, IReadOnlyList<string> words, IReadOnlyList<byte[]> command)
    {
        var all = words.Select(Encoding.UTF8.GetBytes).Concat(command).ToList();
        var argv = (byte**)NativeMemory.AllocZeroed((nuint)all.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < all.Count; i++) argv[i] = Text(all[i]);
        _ = Libc.Execute(Text(Encoding.UTF8.GetBytes(program)), argv);
        throw SystemCallException.Last(program);

        static byte* Text(byte[] bytes)
        {
            var copy = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(copy, bytes.Length));
            return copy;
        }
    }

    private void Leave(JobSet set)
    {
        lifeline?.Dispose();
        if (folder is null) return;
        JobSet.Remove(folder);
        set.Tidy();
    }

    private void Abandon(PosixSignalContext signal, JobSet set, int number)
    {
        signal.Cancel = true;
        lock (changing)
        {
            Leave(set);
            Environment.Exit(128 + number);
        }
    }

    /// <summary>One try to get a share, and whom it met.</summary>
    private sealed class Attempt(JobRecord record, SimulatedNode? node, IReadOnlyList<JobEntry> living, IReadOnlyList<JobEntry> others) : IDisposable
    {
        public JobRecord Record => record;

        public SimulatedNode? Node => node;

        public IReadOnlyList<JobEntry> Others => others;

        public LocalAnswer Answer { get; set; } = new([], "", [], false);

        public void Dispose()
        {
            foreach (var job in living) job.Dispose();
        }
    }
}
