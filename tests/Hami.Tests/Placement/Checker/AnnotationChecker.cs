namespace Hami.Tests.Placement.Checker;

/// <summary>
/// Judges what stands in the annotations of nodes and pods, by reading and arithmetic of its own: shares nothing with what it
/// judges. Finds devices that are over-committed, hardware instances that overlap, and shares of what there is not.
/// </summary>
public sealed class AnnotationChecker
{
    private readonly List<string> violations = [];
    private readonly Dictionary<string, (string Node, CheckedDevice Device)> devices = [];
    private readonly Dictionary<string, List<Taken>> taken = [];

    private AnnotationChecker()
    {
    }

    /// <summary>What is wrong with a cluster; empty for nothing.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="pods">All pods.</param>
    /// <param name="decidedNow">UIDs of pods that were decided on with the nodes as they are: their devices must be healthy and not cordoned. Null for none.</param>
    /// <param name="mluCores">The resource that announces the cores of Cambricon devices.</param>
    /// <param name="mluMemory">The resource that announces their memory.</param>
    public static IReadOnlyList<string> Judge(
        IEnumerable<CheckedNode> nodes,
        IEnumerable<CheckedPod> pods,
        IReadOnlySet<string>? decidedNow = null,
        string mluCores = "cambricon.com/mlu.smlu.vcore",
        string mluMemory = "cambricon.com/mlu.smlu.vmemory")
    {
        var checker = new AnnotationChecker();
        checker.TakeNodes(nodes, mluCores, mluMemory);
        checker.TakePods(pods, decidedNow);
        foreach (var (id, (node, device)) in checker.devices) checker.JudgeDevice(node, device, checker.taken.GetValueOrDefault(id) ?? []);
        return checker.violations;
    }

    /// <summary>What pods take of each device, by UUID.</summary>
    public static IReadOnlyDictionary<string, CheckedLoad> Loads(IEnumerable<CheckedPod> pods)
    {
        var checker = new AnnotationChecker();
        foreach (var pod in pods.Where(static pod => pod.Node is not null && !pod.HasEnded))
        {
            foreach (var shares in CheckedShare.Of(pod, checker.violations).GroupBy(static share => share.Device)) checker.Take(pod, shares.Key, [.. shares]);
        }

        return checker.taken.ToDictionary(
            static entry => entry.Key,
            static entry => new CheckedLoad(entry.Value.Sum(static one => one.Load.Slots), entry.Value.Sum(static one => one.Load.Memory), entry.Value.Sum(static one => one.Load.Cores)));
    }

    private void TakeNodes(IEnumerable<CheckedNode> nodes, string mluCores, string mluMemory)
    {
        foreach (var node in nodes)
        {
            foreach (var device in CheckedDevice.Of(node, mluCores, mluMemory))
            {
                if (!devices.TryAdd(device.Id, (node.Name, device))) violations.Add($"device {device.Id} is registered twice: on {devices[device.Id].Node} and on {node.Name}");
            }
        }
    }

    private void TakePods(IEnumerable<CheckedPod> pods, IReadOnlySet<string>? decidedNow)
    {
        var seen = new HashSet<string>();
        foreach (var pod in pods)
        {
            if (!seen.Add(pod.Uid)) violations.Add($"pod {pod.FullName} with UID {pod.Uid} stands twice");
            if (pod.Node is null || pod.HasEnded) continue;
            var shares = CheckedShare.Of(pod, violations);
            foreach (var share in shares) JudgeShare(pod, share, decidedNow?.Contains(pod.Uid) == true);
            foreach (var twice in shares.Where(static share => share.Instance is null).GroupBy(static share => (share.Container, share.Device)).Where(static group => group.Count() > 1))
                violations.Add($"pod {pod.FullName}: container {twice.Key.Container} has device {twice.Key.Device} twice");
            foreach (var onDevice in shares.GroupBy(static share => share.Device)) Take(pod, onDevice.Key, [.. onDevice]);
        }
    }

    private void JudgeShare(CheckedPod pod, CheckedShare share, bool isDecidedNow)
    {
        var where = $"pod {pod.FullName}, container {share.Container}, device {share.Device}";
        if (share.Container >= pod.Containers.Count) violations.Add($"{where}: there are only {pod.Containers.Count} containers");
        if (share.Memory <= 0) violations.Add($"{where}: a share with {share.Memory} MiB");
        if (share.Cores < 0) violations.Add($"{where}: a share with {share.Cores} % of its cores");
        if (!devices.TryGetValue(share.Device, out var known))
        {
            violations.Add($"{where}: no node has such a device");
            return;
        }

        if (known.Node != pod.Node) violations.Add($"{where}: the pod stands on {pod.Node}, the device on {known.Node}");
        if (known.Device.Vendor != share.Vendor) violations.Add($"{where}: listed as {share.Vendor}, registered as {known.Device.Vendor}");
        if (isDecidedNow && !known.Device.IsHealthy) violations.Add($"{where}: it is not healthy");
        if (isDecidedNow && known.Device.IsCordoned) violations.Add($"{where}: it is cordoned");
        if (known.Device.IsMig != share.Instance is not null)
        {
            violations.Add(known.Device.IsMig ? $"{where}: no hardware instance is recorded" : $"{where}: a hardware instance of a device that is not cut");
        }
        else if (share.Instance is { } instance)
        {
            if (instance.Device != share.Device) violations.Add($"{where}: its hardware instance is on {instance.Device}");
            if (!known.Device.Profiles.Contains($"{instance.Profile} {share.Memory} {share.Cores} {instance.Start} {instance.Size}"))
                violations.Add($"{where}: it can't be cut into {instance.Profile} at {instance.Start} of {instance.Size} slices with {share.Memory} MiB and {share.Cores} %");
        }
    }

    // Init containers run one at a time beside the sidecars that were started before them; apps together with all sidecars.
    private void Take(CheckedPod pod, string device, List<CheckedShare> shares)
    {
        var phases = new List<List<CheckedShare>>();
        var lasting = new List<CheckedShare>();
        for (var container = 0; container < pod.Containers.Count; container++)
        {
            var own = shares.Where(share => share.Container == container);
            if (pod.Containers[container] == CheckedContainer.Init) phases.Add([.. lasting, .. own]);
            else lasting.AddRange(own);
        }

        if (pod.IsInitOver) phases.Clear();
        phases.Add(lasting);
        if (!taken.TryGetValue(device, out var all)) taken[device] = all = [];
        all.Add(new Taken(
            pod.FullName,
            new CheckedLoad(
                phases.Max(static phase => phase.Count),
                phases.Max(static phase => phase.Sum(static share => share.Memory)),
                phases.Max(static phase => phase.Sum(static share => share.Cores))),
            phases));
    }

    private void JudgeDevice(string node, CheckedDevice device, List<Taken> all)
    {
        var where = $"node {node}, device {device.Id}";
        var who = string.Join(", ", all.Select(static one => one.Pod));
        if (all.Sum(static one => one.Load.Slots) is var slots && slots > device.Slots) violations.Add($"{where}: {slots} shares of {device.Slots} ({who})");
        if (all.Sum(static one => one.Load.Memory) is var memory && memory > device.Memory) violations.Add($"{where}: {memory} of {device.Memory} MiB ({who})");

        // Agents round the cores of hardware instances up: seven of 15 % are 105, and stand apart all the same.
        if (!device.IsMig && all.Sum(static one => one.Load.Cores) is var cores && cores > device.Cores) violations.Add($"{where}: {cores} of {device.Cores} % of its cores ({who})");
        if (device is { Cores: 100, IsMig: false }) JudgeExclusive(where, all);
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var phase in all[i].Phases) JudgeInstances(where, phase, phase, $"{all[i].Pod} alone");
            for (var j = i + 1; j < all.Count; j++)
                JudgeInstances(where, [.. all[i].Phases.SelectMany(static phase => phase).Distinct()], [.. all[j].Phases.SelectMany(static phase => phase).Distinct()], $"{all[i].Pod} and {all[j].Pod}");
        }
    }

    private void JudgeExclusive(string where, List<Taken> all)
    {
        foreach (var one in all)
        {
            foreach (var phase in one.Phases.Where(static phase => phase.Count > 0 && phase.Exists(static share => share.Cores == 100)))
            {
                if (phase.Count > 1) violations.Add($"{where}: a share of all its cores is not alone in {one.Pod}");
                if (all.Exists(other => other != one && other.Load.Slots > 0)) violations.Add($"{where}: {one.Pod} has all its cores and is not alone");
            }
        }
    }

    private void JudgeInstances(string where, List<CheckedShare> these, List<CheckedShare> those, string who)
    {
        foreach (var a in these)
        {
            foreach (var b in those)
            {
                if (ReferenceEquals(a, b) || a.Instance is not { } x || b.Instance is not { } y || (ReferenceEquals(these, those) && (a.Container, a.Position).CompareTo((b.Container, b.Position)) > 0)) continue;
                if (Math.Max(x.Start, y.Start) < Math.Min(x.Start + x.Size, y.Start + y.Size))
                    violations.Add($"{where}: {x.Profile} at {x.Start} and {y.Profile} at {y.Start} overlap ({who})");
            }
        }
    }

    private sealed record Taken(string Pod, CheckedLoad Load, List<List<CheckedShare>> Phases);
}
