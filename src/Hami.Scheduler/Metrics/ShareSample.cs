using Hami.Core.Placement;

namespace Hami.Scheduler.Metrics;

/// <summary>What a pod of a name takes of one device.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Node">The node.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Taken">What it takes now.</param>
internal sealed record ShareSample(string Namespace, string Pod, string Node, string DeviceId, DeviceUsage Taken)
{
    /// <summary>One for each pod name and device: a pod that is gone but may still be bound and its successor count together, as do two vendors' records of one device.</summary>
    public static IReadOnlyList<ShareSample> Of(IReadOnlyList<(string Namespace, string Name, string Node, PodCharge Charge)> charges)
    {
        var samples = new List<ShareSample>(charges.Count);
        var places = new Dictionary<(string, string, string, string), int>(charges.Count);
        foreach (var (ns, pod, node, charge) in charges)
        {
            foreach (var device in charge.Usage.Charges)
            {
                var taken = charge.IsInitOver ? device.Standing : device.Peak;
                if (places.TryAdd((ns, pod, node, device.DeviceId), samples.Count))
                {
                    samples.Add(new ShareSample(ns, pod, node, device.DeviceId, taken));
                    continue;
                }

                var place = places[(ns, pod, node, device.DeviceId)];
                samples[place] = samples[place] with { Taken = samples[place].Taken + taken };
            }
        }

        return samples;
    }
}
