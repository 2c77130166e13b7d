using Hami.Core.Placement.State;
using Hami.Tests.Placement.Checker;

namespace Hami.Tests.Placement.Model;

/// <summary>Tells what is wrong with a state: over-commitment at any time; pods that are lost and shares that are never given back when all is quiet.</summary>
internal sealed class Judge(Scenario scenario, LocalStates locals, Placements placements)
{
    private static readonly CheckedContainer[] OneApp = [CheckedContainer.App];
    private readonly CheckedNode[] nodes =
    [
        .. Enumerable.Range(0, scenario.Nodes).Select(static node =>
            new CheckedNode($"N{node}", new Dictionary<string, string> { ["hami.io/node-nvidia-register"] = Scenario.Register(node) }, CheckedPod.NoTexts)),
    ];

    private readonly Dictionary<long, IReadOnlyList<string>> truths = [];
    private readonly Dictionary<(int State, long Truth), IReadOnlyList<string>> quiet = [];

    /// <summary>How many different states there were in which nothing was on its way.</summary>
    public int QuietStates => quiet.Count;

    /// <summary>Whether the pods that are bound over-commit a device.</summary>
    public IReadOnlyList<string> Truth(World world)
    {
        var truth = CodeOf(world);
        if (!truths.TryGetValue(truth, out var violations))
            violations = truths[truth] = AnnotationChecker.Judge(nodes, world.Names.Select((name, index) => Checked(index, name.Truth)));
        return violations;
    }

    /// <summary>When nothing is on its way: whether what is reserved comes free, what stands is what a new process would see, and every pod that fits is placed.</summary>
    public IReadOnlyList<string> Quiet(World world)
    {
        if (QuietReplica(world) is not { } replica) return [];
        var key = (world.Replicas[replica].State, CodeOf(world));
        if (!quiet.TryGetValue(key, out var violations)) violations = quiet[key] = JudgeQuiet(world, replica);
        return violations;
    }

    private static long CodeOf(World world)
    {
        long code = 0;
        for (var i = 0; i < world.Names.Length; i++) code |= (long)world.Names[i].Truth.Code << (i * PodVersion.Bits);
        return code;
    }

    private CheckedPod Checked(int name, PodVersion version) => new(
        $"d/P{name}",
        $"P{name}.{version.Incarnation}",
        version is { IsDeleted: false, Placement: > 0 } ? $"N{placements.NodeOf(version.Placement)}" : null,
        version.Placement > 0 ? placements.AnnotationsOf(version.Placement) : CheckedPod.NoTexts,
        OneApp);

    // The one that answers, when it has been shown all and nothing is under way.
    private static int? QuietReplica(World world)
    {
        if (world.Bindings.Count > 0 || world.Reads.Count > 0) return null;
        var index = world.Replicas.Length - 1;
        while (index > 0 && world.Replicas[index].Phase == World.Phase.Down) index--;
        var replica = world.Replicas[index];
        var isQuiet = replica.Phase == World.Phase.Answers
            && Array.TrueForAll(replica.Open, static open => open.Incarnation == 0)
            && Array.TrueForAll(world.Names, name => name.Shown[index] == name.History.Count);
        return isQuiet ? index : null;
    }

    private List<string> JudgeQuiet(World world, int replica)
    {
        var violations = new List<string>();
        var versions = world.Names.Select(static name => name.Truth).ToArray();
        var process = locals.Make(world.Replicas[replica].State);
        for (var i = 0; i < scenario.BindTicks; i++) process.Execute(Call.Tick);
        foreach (var (_, _, uid) in process.State.Unsettled(DateTimeOffset.MaxValue))
        {
            var name = uid[1] - '0';
            process.Execute(Call.SettleByRead(name, uid[3] - '0', versions[name].IsDeleted ? null : versions[name], 0));
        }

        process.Execute(Call.Lapse);
        if (process.State.ReservationCount > 0) violations.Add($"{process.State.ReservationCount} reservations are held for ever:\n{process.Fingerprint()}");
        var fresh = locals.Make(LocalStates.Fresh);
        fresh.Execute(Call.Pods(CallKind.List, versions));
        if (process.Standing() != fresh.Standing()) violations.Add($"what stands is not what a new process would see:\n{process.Standing()}\ninstead of\n{fresh.Standing()}");
        if (violations.Count > 0) return violations;

        for (var name = 0; name < versions.Length; name++)
        {
            if (!versions[name].IsPending) continue;
            var placement = Bind(process, name, versions[name]);
            if (placement > 0)
            {
                versions[name] = versions[name].BoundWith(placement);
                process.Execute(Call.Show(name, versions[name]));
                violations.AddRange(AnnotationChecker.Judge(nodes, versions.Select((version, index) => Checked(index, version))));
            }
            else if (WouldFit(name, versions))
            {
                violations.Add($"P{name}.{versions[name].Incarnation} is lost: it would fit and is not placed\n{process.Fingerprint()}");
            }
        }

        return violations;
    }

    private static int Bind(SchedulerProcess process, int name, PodVersion version)
    {
        var result = process.Execute(Call.Decide(name, version, 0));
        if (result == SchedulerProcess.Open) result = process.Execute(Call.Commit(name, version.Incarnation, 0, ModelFence.Sole));
        if (result < SchedulerProcess.First) return 0;
        var bound = process.Execute(Call.BeginBind(name, version.Incarnation, result - SchedulerProcess.First, ModelFence.Sole, 0));
        if (bound < SchedulerProcess.First) return 0;
        process.Execute(Call.Settle(name, version.Incarnation, (int)BindOutcome.Accepted));
        return bound - SchedulerProcess.First;
    }

    // Whether any node has as many devices with room as are asked for: counted from the annotations alone.
    private bool WouldFit(int name, PodVersion[] versions)
    {
        var asked = scenario.Pods[name];
        var loads = AnnotationChecker.Loads(versions.Select((version, index) => Checked(index, version)));
        return Enumerable.Range(0, scenario.Nodes).Any(node => Enumerable.Range(0, Scenario.DevicesPerNode).Count(device =>
        {
            var load = loads.GetValueOrDefault($"N{node}D{device}");
            return load.Slots < Scenario.SlotsPerDevice && load.Memory + asked.Memory <= Scenario.DeviceMemory && load.Cores + asked.Cores <= 100;
        }) >= asked.Devices);
    }
}
