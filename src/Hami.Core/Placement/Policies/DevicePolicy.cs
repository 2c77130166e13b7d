using Hami.Core.Devices;

namespace Hami.Core.Placement.Policies;

/// <summary>
/// In which order the devices of a node are tried (control-plane.md §6.6). Devices are sorted ascending by the keys and
/// tried from the end; equal ones keep the order that they had, so the last registered is tried first.
/// </summary>
public sealed class DevicePolicy
{
    /// <summary>Lowest load first: what an unknown word means too.</summary>
    public static readonly DevicePolicy Spread = Parse("spread", numaBind: false);

    private readonly Key[] keys;

    private DevicePolicy(Key[] keys, bool isMutex, bool isTopologyAware)
    {
        this.keys = keys;
        IsMutex = isMutex;
        IsTopologyAware = isTopologyAware;
    }

    private enum Key
    {
        ScoreUp,
        ScoreDown,
        NumaUp,
        NumaDown,
        SlotsDown,
        IndexUp,
    }

    /// <summary>Whether only idle devices will do (<c>mutex</c> anywhere in the list).</summary>
    public bool IsMutex { get; }

    /// <summary>Whether well linked devices are chosen together (<c>topology-aware</c> anywhere in the list).</summary>
    public bool IsTopologyAware { get; }

    /// <summary>Reads the policy from its annotation or flag.</summary>
    /// <param name="text">One word, or several separated by commas.</param>
    /// <param name="numaBind">Whether the pod wants its devices on one NUMA node.</param>
    public static DevicePolicy Parse(string text, bool numaBind)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isMutex = words.Contains("mutex");
        var isTopologyAware = words.Contains("topology-aware");
        var isChain = words.Length > 1 || words is ["numa"];
        return new DevicePolicy(isChain ? Chain(words, numaBind) : Single(text, numaBind), isMutex, isTopologyAware);
    }

    /// <summary>Sorts device indexes in place, stably.</summary>
    internal void Sort(Span<int> order, ReadOnlySpan<Device> devices, ReadOnlySpan<DeviceUsage> usage, ReadOnlySpan<float> scores)
    {
        for (var i = 1; i < order.Length; i++)
        {
            var moving = order[i];
            var place = i;
            while (place > 0 && Compare(order[place - 1], moving, devices, usage, scores) > 0)
            {
                order[place] = order[place - 1];
                place--;
            }

            order[place] = moving;
        }
    }

    private static Key[] Single(string word, bool numaBind) => (word, numaBind) switch
    {
        ("mutex", _) => [Key.SlotsDown, Key.NumaUp],
        ("binpack", true) => [Key.NumaDown, Key.ScoreUp],
        (_, true) => [Key.NumaUp, Key.ScoreDown],
        ("binpack", false) => [Key.ScoreUp, Key.NumaUp],
        _ => [Key.ScoreDown, Key.NumaUp],
    };

    private static Key[] Chain(string[] words, bool numaBind)
    {
        var chain = new List<Key>();
        foreach (var word in words)
        {
            Key? key = word switch
            {
                "binpack" => Key.ScoreUp,
                "spread" => Key.ScoreDown,
                "numa" => Key.NumaUp,
                _ => null,
            };
            if (key is { } known && !chain.Contains(known)) chain.Add(known);
        }

        if (chain.Count == 0) chain.Add(Key.ScoreDown);
        if (numaBind)
        {
            chain.Remove(Key.NumaUp);
            chain.Insert(0, Key.NumaUp);
        }

        chain.Add(Key.IndexUp);
        return [.. chain];
    }

    private int Compare(int a, int b, ReadOnlySpan<Device> devices, ReadOnlySpan<DeviceUsage> usage, ReadOnlySpan<float> scores)
    {
        foreach (var key in keys)
        {
            var result = key switch
            {
                Key.ScoreUp => scores[a].CompareTo(scores[b]),
                Key.ScoreDown => scores[b].CompareTo(scores[a]),
                Key.NumaUp => devices[a].Numa.CompareTo(devices[b].Numa),
                Key.NumaDown => devices[b].Numa.CompareTo(devices[a].Numa),
                Key.SlotsDown => usage[b].Slots.CompareTo(usage[a].Slots),
                _ => devices[a].Index.CompareTo(devices[b].Index),
            };
            if (result != 0) return result;
        }

        return 0;
    }
}
