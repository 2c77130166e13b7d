using Hami.Core.Devices;
using Hami.Core.Protocol;

namespace Hami.Playground.Clusters;

/// <summary>How well the devices of a node are linked: one score for all pairs, but for those that are named.</summary>
internal sealed record DeviceLinkTemplate
{
    public required string Annotation { get; init; }

    public required int Otherwise { get; init; }

    public required IReadOnlyDictionary<(int, int), int> Pairs { get; init; }

    public static DeviceLinkTemplate Read(YamlFields fields, int devices)
    {
        var pairs = new Dictionary<(int, int), int>();
        foreach (var pair in fields.NumberTuples("pairs", length: 3, least: 0))
        {
            var (one, other, score) = (pair[0], pair[1], pair[2]);
            if (one == other || one >= devices || other >= devices)
                throw fields.Wrong("pairs", $"[{one}, {other}, {score}]: expected two of the devices 0 to {devices - 1}, and their score");
            pairs[(one, other)] = pairs[(other, one)] = score;
        }

        var links = new DeviceLinkTemplate
        {
            Annotation = fields.RequiredText("annotation"),
            Otherwise = fields.Number("otherwise", least: 0, otherwise: 0),
            Pairs = pairs,
        };
        fields.RefuseOthers();
        return links;
    }

    public IReadOnlyList<DeviceLinks> Between(IReadOnlyList<Device> devices) =>
    [
        .. devices.Select(one => new DeviceLinks(
            one.Id,
            devices.Where(other => other.Index != one.Index).ToDictionary(
                static other => other.Id,
                other => Pairs.TryGetValue((one.Index, other.Index), out var score) ? score : Otherwise))),
    ];
}
