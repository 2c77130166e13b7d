using System.Globalization;
using Hami.Core.Devices;

namespace Hami.Playground.Clusters;

/// <summary>The equal devices of a node.</summary>
internal sealed record DeviceTemplate
{
    private const int MostDevices = 128;

    public required int Number { get; init; }

    public required string Id { get; init; }

    public required Device Each { get; init; }

    public required IReadOnlyList<int> Numa { get; init; }

    public required IReadOnlyList<int> Broken { get; init; }

    public DeviceLinkTemplate? Links { get; init; }

    public static DeviceTemplate Read(YamlFields fields)
    {
        var number = fields.RequiredNumber("number", least: 1);
        if (number > MostDevices) throw fields.Wrong("number", $"more than {MostDevices} devices: make it smaller");
        var id = fields.RequiredText("id");
        if (!id.Contains("{node}") || (number > 1 && !id.Contains("{index}")))
            throw fields.Wrong("id", $"'{id}': no two devices may have one id: write it with {{node}} and {{index}}");
        var mode = fields.Text("mode") ?? Device.SharedMode;
        var profiles = fields.Sections("migProfiles").Select(ReadProfile).ToArray();
        if (mode == Device.MigMode != profiles.Length > 0)
            throw fields.Wrong("migProfiles", $"mode {Device.MigMode} and migProfiles go together: give both or neither");
        var template = new DeviceTemplate
        {
            Number = number,
            Id = id,
            Each = new Device
            {
                Id = "",
                Count = fields.Number("split", least: 1, otherwise: 1),
                Memory = fields.RequiredNumber("memory", least: 1),
                Cores = fields.Number("cores", least: 0, otherwise: 100),
                Model = fields.RequiredText("model"),
                Mode = mode,
                MigProfiles = profiles,
            },
            Numa = fields.Numbers("numa", least: 0),
            Broken = fields.Numbers("broken", least: 0),
            Links = fields.Section("links") is { } links ? DeviceLinkTemplate.Read(links, number) : null,
        };
        if (template.Numa.Count != 0 && template.Numa.Count != number)
            throw fields.Wrong("numa", $"{template.Numa.Count} numbers for {number} devices: give one for each");
        if (template.Broken.Any(index => index >= number))
            throw fields.Wrong("broken", $"the devices are 0 to {number - 1}");
        fields.RefuseOthers();
        return template;
    }

    public IReadOnlyList<Device> Devices(string node) =>
    [
        .. Enumerable.Range(0, Number).Select(i => Each with
        {
            Id = Id.Replace("{node}", node).Replace("{index}", i.ToString(CultureInfo.InvariantCulture)),
            Index = i,
            Numa = Numa.Count > 0 ? Numa[i] : 0,
            IsHealthy = !Broken.Contains(i),
        }),
    ];

    private static MigProfile ReadProfile(YamlFields fields)
    {
        var size = fields.RequiredNumber("size", least: 1);
        var profile = new MigProfile(
            fields.RequiredText("name"),
            fields.RequiredNumber("memory", least: 1),
            fields.RequiredNumber("cores", least: 1),
            fields.RequiredNumber("slices", least: 1),
            [.. fields.Numbers("starts", least: 0).Select(start => new MigPlacement(start, size))]);
        if (profile.Placements.Count == 0) throw fields.Wrong("starts", "is missing or empty: expected the slices at which an instance may start");
        fields.RefuseOthers();
        return profile;
    }
}
