using System.Globalization;
using System.Text.Json;

namespace Hami.Tests.Placement.Checker;

/// <summary>A part of a hardware device: the memory slices from <paramref name="Start"/> on.</summary>
/// <param name="Device">UUID of the device that is cut.</param>
/// <param name="Profile">Name of its profile.</param>
/// <param name="Start">First slice.</param>
/// <param name="Size">Number of slices.</param>
public sealed record CheckedInstance(string Device, string Profile, long Start, long Size);

/// <summary>One share that a pod's annotations grant.</summary>
/// <param name="Vendor">The word of the vendor's annotation keys.</param>
/// <param name="Container">Position of the container, init containers first.</param>
/// <param name="Position">Position within the container's part of the vendor's list.</param>
/// <param name="Device">UUID.</param>
/// <param name="Memory">MiB.</param>
/// <param name="Cores">Percent.</param>
/// <param name="Instance">The hardware instance, where one is recorded.</param>
public sealed record CheckedShare(string Vendor, int Container, int Position, string Device, long Memory, long Cores, CheckedInstance? Instance)
{
    private const string ListStart = "hami.io/";
    private const string ListEnd = "-devices-allocated";
    private const string Instances = "hami.io/vgpu-mig-allocations";

    /// <summary>All shares of a pod; what can't be read is said in <paramref name="faults"/>.</summary>
    public static IReadOnlyList<CheckedShare> Of(CheckedPod pod, List<string> faults)
    {
        var shares = new List<CheckedShare>();
        var instances = InstancesOf(pod, faults);
        foreach (var (key, text) in pod.Annotations)
        {
            if (!key.StartsWith(ListStart, StringComparison.Ordinal) || !key.EndsWith(ListEnd, StringComparison.Ordinal)) continue;
            var vendor = key[ListStart.Length..^ListEnd.Length];
            var containers = text.Split(';');
            for (var container = 0; container < containers.Length; container++)
            {
                var position = 0;
                foreach (var card in containers[container].Split(':', StringSplitOptions.RemoveEmptyEntries))
                {
                    var field = card.Split(',');
                    if (field.Length != 4 || !long.TryParse(field[2], CultureInfo.InvariantCulture, out var memory) || !long.TryParse(field[3], CultureInfo.InvariantCulture, out var cores))
                    {
                        faults.Add($"pod {pod.FullName}: {key}: \"{card}\" is not a share");
                        continue;
                    }

                    shares.Add(new CheckedShare(vendor == "vgpu" ? "nvidia" : vendor, container, position, field[0], memory, cores, vendor == "vgpu" && instances.Remove((container, position), out var instance) ? instance : null));
                    position++;
                }
            }
        }

        foreach (var ((container, position), _) in instances) faults.Add($"pod {pod.FullName}: a hardware instance is recorded for share {position} of container {container}, which there is not");
        return shares;
    }

    private static Dictionary<(int Container, int Position), CheckedInstance> InstancesOf(CheckedPod pod, List<string> faults)
    {
        var instances = new Dictionary<(int, int), CheckedInstance>();
        if (!pod.Annotations.TryGetValue(Instances, out var text) || text.Length == 0) return instances;
        using var list = JsonDocument.Parse(text);
        foreach (var entry in list.RootElement.EnumerateArray())
        {
            var place = entry.GetProperty("placement");
            var key = (entry.GetProperty("containerIndex").GetInt32(), entry.GetProperty("deviceIndex").GetInt32());
            var instance = new CheckedInstance(
                entry.GetProperty("gpuUUID").GetString()!, entry.GetProperty("profile").GetString()!, place.GetProperty("start").GetInt64(), place.GetProperty("size").GetInt64());
            if (!instances.TryAdd(key, instance)) faults.Add($"pod {pod.FullName}: two hardware instances are recorded for share {key.Item2} of container {key.Item1}");
        }

        return instances;
    }
}
