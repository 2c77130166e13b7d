using Hami.Core.Placement.Policies;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Placement;

/// <summary>All that a pod says about its placement, read once per decision.</summary>
public sealed class PodAsk
{
    private readonly Dictionary<string, (PodConstraints Constraints, DevicePolicy Policy)> byVendor = [];

    private PodAsk(Pod pod, PodRequests requests, NodePolicy nodePolicy, ScoringWeights weights)
    {
        Pod = pod;
        Requests = requests;
        NodePolicy = nodePolicy;
        Weights = weights;
    }

    /// <summary>The pod.</summary>
    public Pod Pod { get; }

    /// <summary>What its containers ask for.</summary>
    public PodRequests Requests { get; }

    /// <summary>Which node is preferred.</summary>
    public NodePolicy NodePolicy { get; }

    /// <summary>How its devices' loads are weighed.</summary>
    public ScoringWeights Weights { get; }

    /// <summary>The vendors that it asks.</summary>
    public IEnumerable<string> Vendors => byVendor.Keys;

    /// <summary>Reads a pod.</summary>
    /// <exception cref="MalformedException">The weights annotation can't be read; the message is the original's.</exception>
    public static PodAsk Read(Pod pod, VendorSet vendors, PlacementDefaults defaults)
    {
        var requests = PodRequests.Read(pod, vendors);
        var nodePolicy = pod.Annotations.GetValueOrDefault(AnnotationKeys.NodeSchedulerPolicy) ?? defaults.NodePolicy;
        var devicePolicy = pod.Annotations.GetValueOrDefault(AnnotationKeys.GpuSchedulerPolicy) ?? defaults.DevicePolicy;
        var ask = new PodAsk(pod, requests, NodePolicies.Parse(nodePolicy), ReadWeights(pod, requests));
        foreach (var container in requests.Containers)
        {
            foreach (var request in container.Requests)
            {
                if (ask.byVendor.ContainsKey(request.Vendor)) continue;
                var constraints = vendors.Find(request.Vendor)!.Constrain(pod);
                ask.byVendor[request.Vendor] = (constraints, DevicePolicy.Parse(devicePolicy, constraints.NumaBind));
            }
        }

        return ask;
    }

    /// <summary>Which of the vendor's devices the pod will have.</summary>
    public PodConstraints ConstraintsOn(string vendor) => byVendor[vendor].Constraints;

    /// <summary>In which order the vendor's devices are tried.</summary>
    public DevicePolicy PolicyOn(string vendor) => byVendor[vendor].Policy;

    private static ScoringWeights ReadWeights(Pod pod, PodRequests requests)
    {
        if (!requests.AsksForDevices || !pod.Annotations.TryGetValue(AnnotationKeys.ScoringWeights, out var text)) return ScoringWeights.Default;
        try
        {
            return ScoringWeightsCodec.Decode(text);
        }
        catch (MalformedException malformed)
        {
            throw new MalformedException($"calcScore failed {malformed.Message} for pod {pod.Name}", malformed);
        }
    }
}
