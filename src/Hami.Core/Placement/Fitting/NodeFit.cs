using Hami.Core.Devices;
using Hami.Core.Placement.Quota;
using Hami.Core.Placement.Reasons;
using Hami.Core.Requests;

namespace Hami.Core.Placement.Fitting;

/// <summary>Tries a pod on nodes (control-plane.md §6.3, §6.4). One instance serves one decision, node after node.</summary>
internal sealed class NodeFit
{
    private readonly PodAsk ask;
    private readonly VendorSet vendors;
    private readonly FitWorkspace workspace = new();
    private readonly List<(int Position, string Vendor, Pick Pick)> chosen = [];
    private NodeSnapshot node = null!;

    public NodeFit(PodAsk ask, VendorSet vendors, IReadOnlyDictionary<string, QuotaRoom> quota)
    {
        this.ask = ask;
        this.vendors = vendors;
        workspace.Quota = quota;
    }

    /// <summary>Whether the node's sums tell at once that some container won't fit; false tells nothing.</summary>
    public bool IsHopeless(NodeSnapshot snapshot)
    {
        foreach (var container in ask.Requests.Positions)
        {
            foreach (var request in container.Requests)
            {
                var devices = snapshot.Of(request.Vendor);
                if (devices is null || request.Memory > devices.MostFreeMemory || request.CoresPerDevice > devices.MostFreeCores) return true;
            }
        }

        return false;
    }

    /// <summary>Tries all containers on one node.</summary>
    /// <param name="snapshot">The node.</param>
    /// <param name="reason">Why it was refused, in the original's words; empty when it fits or when <paramref name="wantReason"/> is false.</param>
    /// <param name="wantReason">Whether the reason is to be put into words.</param>
    /// <param name="explanation">Takes a reason for each refused device, null when nobody wants to know.</param>
    public bool TryPlace(NodeSnapshot snapshot, out string reason, bool wantReason = true, List<DeviceReason>? explanation = null)
    {
        node = snapshot;
        reason = "";
        chosen.Clear();
        workspace.Explanation = explanation;
        workspace.Begin(snapshot);
        var isFirstApp = true;
        for (var position = 0; position < ask.Requests.Positions.Length; position++)
        {
            var container = ask.Requests.Positions[position];
            if (container.Requests.Length == 0) continue;
            if (container.Kind != ContainerKind.App || isFirstApp) workspace.ResetOrder();
            isFirstApp &= container.Kind != ContainerKind.App;
            if (!TryContainer(position, container, wantReason, out reason)) return false;
        }

        return true;
    }

    /// <summary>The decision, after the last <see cref="TryPlace"/> was true.</summary>
    public PodPlacement Result()
    {
        var byVendor = new Dictionary<string, IReadOnlyList<IReadOnlyList<Share>>>();
        List<MigReservation>? instances = null;
        foreach (var vendor in ask.Vendors)
        {
            var positions = new IReadOnlyList<Share>[ask.Requests.Positions.Length];
            for (var position = 0; position < positions.Length; position++)
            {
                List<Share>? shares = null;
                foreach (var choice in chosen)
                {
                    if (choice.Position != position || choice.Vendor != vendor) continue;
                    shares ??= [];
                    var device = node.Devices[choice.Pick.Device];
                    if (choice.Pick.Profile is { } profile)
                    {
                        (instances ??= []).Add(new MigReservation
                        {
                            ContainerIndex = position,
                            DeviceIndex = shares.Count,
                            GpuUuid = device.Id,
                            Profile = profile.Name,
                            Placement = choice.Pick.Placement,
                        });
                    }

                    shares.Add(new Share(device.Id, vendors.Find(vendor)!.ShareWord(device), choice.Pick.Memory, choice.Pick.Cores));
                }

                positions[position] = shares is null ? [] : shares;
            }

            byVendor[vendor] = positions;
        }

        var kinds = ask.Requests.Positions.Select(static container => container.Kind).ToArray();
        IReadOnlyList<MigReservation> reserved = instances is null ? [] : instances;
        return new PodPlacement
        {
            NodeName = node.Node.Name,
            Basis = node,
            ByVendor = byVendor,
            Instances = reserved,
            Usage = PodUsage.Collapse(byVendor, kinds, reserved),
            Score = node.Score + byVendor.Sum(entry => vendors.Find(entry.Key)!.ScoreNode(node, entry.Value)),
        };
    }

    private bool TryContainer(int position, ContainerRequests container, bool wantReason, out string reason)
    {
        reason = "";
        workspace.ContainerName = container.Name;
        workspace.BeginContainer(endsBeforeApps: container.Kind == ContainerKind.Init);
        for (var i = 0; i < node.Devices.Length; i++)
        {
            workspace.CardScores[i] = Scores.OfDevice(node.Devices[i], workspace.CurrentUsage[i], ask.Weights, container.Requests);
        }

        foreach (var request in container.Requests)
        {
            if (!TryRequest(request, wantReason, out reason)) return false;
            foreach (var pick in workspace.Attempt.Picks) chosen.Add((position, request.Vendor, pick));
            workspace.Charge(workspace.Attempt.Picks);
        }

        workspace.EndContainer();
        return true;
    }

    private bool TryRequest(DeviceRequest request, bool wantReason, out string reason)
    {
        reason = NodeReason.InsufficientDevices;
        var vendor = vendors.Find(request.Vendor)!;
        var devices = node.Of(request.Vendor);
        if (devices is null) return false;
        var order = workspace.Order.AsSpan(devices.First, devices.Count);
        var policy = ask.PolicyOn(request.Vendor);
        policy.Sort(order, node.Devices, workspace.CurrentUsage, workspace.CardScores);
        var attempt = workspace.Attempt;
        attempt.Begin(node, request, ask.ConstraintsOn(request.Vendor), policy, workspace.Order, devices);
        if (request.Count > devices.Count && !vendor.MayCutRepeatedly(attempt)) return false;
        if (vendor.Fit(attempt))
        {
            reason = "";
            return true;
        }

        reason = wantReason ? attempt.Tally.ToText(devices.Count) : "";
        return false;
    }
}
