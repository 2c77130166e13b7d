using Hami.Core.Placement;

namespace Hami.Tests.Placement.Model;

/// <summary>Every decision that was ever sent, by number from 1 on: the node and the annotations as texts.</summary>
internal sealed class Placements(Symmetry symmetry)
{
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<(int Node, IReadOnlyDictionary<string, string> Annotations, string Text, int[] Renamed)> all = [default];

    public int NodeOf(int number) => all[number].Node;

    public IReadOnlyDictionary<string, string> AnnotationsOf(int number) => all[number].Annotations;

    public string Describe(int number) => all[number].Annotations["hami.io/vgpu-devices-allocated"];

    public int Renamed(int renaming, int number) => number == 0 ? 0 : all[number].Renamed[renaming];

    public int NumberOf(PodPlacement placement)
    {
        var annotations = Decision.Annotations(placement, Scenario.Vendors, DateTimeOffset.UnixEpoch);
        var text = string.Join('\n', annotations.Select(static entry => $"{entry.Key}={entry.Value}"));
        if (numbers.TryGetValue(text, out var number)) return number;
        var orbit = Enumerable.Range(0, symmetry.Count).Select(renaming => Add(symmetry.Text(renaming, text))).ToArray();
        for (var first = 0; first < symmetry.Count; first++)
        {
            for (var second = 0; second < symmetry.Count; second++) all[orbit[first]].Renamed[second] = orbit[symmetry.Product(second, first)];
        }

        return orbit[0];
    }

    private int Add(string text)
    {
        if (numbers.TryGetValue(text, out var number)) return number;
        var annotations = text.Split('\n').Select(static line => line.Split('=', 2)).ToDictionary(static entry => entry[0], static entry => entry[1]);
        all.Add((annotations["hami.io/vgpu-node"][1] - '0', annotations, text, new int[symmetry.Count]));
        return numbers[text] = all.Count - 1;
    }
}
