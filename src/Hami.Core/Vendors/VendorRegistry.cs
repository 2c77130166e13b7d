using Hami.Core.Placement;
using Hami.Core.Vendors.Configuration;
using Hami.Core.Vendors.Nvidia;

namespace Hami.Core.Vendors;

/// <summary>The registration list: which vendors there are, and how a device configuration makes them (control-plane.md §11.1, vendors.md §1.1).</summary>
public static class VendorRegistry
{
    /// <summary>The sections that are acted on, in the order in which their vendors are asked.</summary>
    public static readonly IReadOnlyList<VendorSection> Sections =
        [NvidiaSection.Definition, CambriconMlu.Section, HygonDcu.Section, IluvatarGpu.Section];

    /// <summary>Sections of vendors that the original knows and we don't yet: accepted, told of, without effect.</summary>
    public static readonly IReadOnlyList<string> LaterSections =
        ["metax", "mthreads", "enflame", "kunlun", "awsneuron", "amd", "vastai", "biren", "vnpus"];

    /// <summary>Further top-level keys, which a node agent reads from the same file.</summary>
    public static readonly IReadOnlyList<string> NodeAgentKeys = NvidiaSection.PluginKeys;

    private static readonly IReadOnlyList<VendorFlag> LaterFlags =
    [
        new("enable-ascend", "false", "Section vnpus.") { IsSwitch = true },
        new("mthreads-name", "mthreads.com/vgpu", "Section mthreads."),
        new("mthreads-memory", "mthreads.com/sgpu-memory", "Section mthreads."),
        new("mthreads-cores", "mthreads.com/sgpu-core", "Section mthreads."),
        new("metax-name", "metax-tech.com/gpu", "Section metax."),
        new("metax-vcount", "metax-tech.com/sgpu", "Section metax."),
        new("metax-vcore", "metax-tech.com/vcore", "Section metax."),
        new("metax-vmemory", "metax-tech.com/vmemory", "Section metax."),
        new("sgpu-topology-aware", "false", "Section metax.") { IsSwitch = true },
        new("kunlun-name", "kunlunxin.com/xpu", "Section kunlun."),
        new("kunlun-vcount", "kunlunxin.com/vxpu", "Section kunlun."),
        new("kunlun-vmemory", "kunlunxin.com/vxpu-memory", "Section kunlun."),
        new("enflame-gcu-resource-name", "enflame.com/gcu", "Section enflame."),
        new("enflame-drs-gcu-resource-name", "enflame.com/drs-gcu", "Section enflame."),
        new("enflame-gcu-memory-resource-name", "enflame.com/gcu-memory", "Section enflame."),
        new("enflame-gcu-core-resource-name", "enflame.com/gcu-core", "Section enflame."),
        new("enflame-vgcu-resource-name", "enflame.com/drs-gcu", "Section enflame."),
        new("enflame-vgcu-legacy-resource-name", "enflame.com/vgcu", "Section enflame."),
        new("enflame-vgcu-percentage-resource-name", "enflame.com/vgcu-percentage", "Section enflame."),
    ];

    /// <summary>Every flag of every vendor, those of later ones among them: they are accepted, without effect.</summary>
    public static IReadOnlyList<VendorFlag> Flags { get; } = [.. Sections.SelectMany(static section => section.Flags), .. LaterFlags];

    /// <summary>Makes the vendors that a configuration names.</summary>
    /// <param name="root">The configuration; null where there is none, and the built-in defaults count.</param>
    /// <param name="flags">The vendors' flags. Where there is a configuration only their switches count.</param>
    /// <param name="notices">Takes what the operator should know and what is no fault.</param>
    /// <exception cref="ConfigException">The configuration can't be used; every fault is named with its place and remedy.</exception>
    public static VendorSet Build(ConfigNode? root, VendorFlags flags, ICollection<string> notices)
    {
        var faults = new ConfigFaults();
        var vendors = new List<(Vendor Vendor, ConfigPlace Place)>();
        if (root is null)
        {
            foreach (var section in Sections) vendors.AddRange(BuildDefault(section, flags, faults));
        }
        else if (!IsEmpty(root, faults, out var map))
        {
            TellOfIgnored(map, flags, notices);
            RefuseUnknown(map, faults);
            foreach (var section in Sections)
            {
                if (map.Find(section.Name) is { IsEmpty: false } node) vendors.AddRange(BuildSection(section, node, flags, faults, notices));
            }
        }

        RefuseDoubles(vendors, faults);
        if (vendors.Count == 0 && faults.Count == 0)
            faults.Add(root!.Place, $"no section makes a vendor that can be used: add one of {string.Join(", ", Sections.Select(Needs))}");
        faults.ThrowIfAny();
        return new VendorSet(vendors.Select(static made => made.Vendor));
    }

    private static string Needs(VendorSection section) => section.EnabledBy is { } flag ? $"{section.Name} (with --{flag})" : section.Name;

    private static bool IsEmpty(ConfigNode root, ConfigFaults faults, out ConfigMap map)
    {
        map = root as ConfigMap ?? new ConfigMap([], root.Place);
        if (!root.IsEmpty && root is not ConfigMap)
        {
            faults.Add(root.Place, $"the configuration is {root.Kind}, not a map of sections: write, for example, nvidia: {{ resourceCountName: nvidia.com/gpu }}");
            return true;
        }

        if (map.Entries.Any(static entry => !entry.Value.IsEmpty)) return false;
        faults.Add(root.Place, "all configurations are empty: fill at least one section, or start without a configuration file for the built-in defaults");
        return true;
    }

    private static IEnumerable<(Vendor, ConfigPlace)> BuildDefault(VendorSection section, VendorFlags flags, ConfigFaults faults)
    {
        if (section.EnabledBy is { } flag && !flags.IsOn(flag)) return [];
        IEnumerable<ConfigMap> entries = section.DefaultEntries ?? [new ConfigMap([], ConfigPlace.BuiltIn)];
        return [.. entries.SelectMany(entry => BuildEntry(section, entry, flags, faults.Of($"section \"{section.Name}\"")))];
    }

    private static List<(Vendor, ConfigPlace)> BuildSection(
        VendorSection section, ConfigNode node, VendorFlags flags, ConfigFaults faults, ICollection<string> notices)
    {
        var made = new List<(Vendor, ConfigPlace)>();
        var sectionFaults = faults.Of($"section \"{section.Name}\"");
        if (!section.IsList)
        {
            if (node is ConfigMap map) made.AddRange(BuildEntry(section, map, VendorFlags.None, sectionFaults));
            else sectionFaults.Add(node.Place, $"is {node.Kind}, not a map of keys");
            return made;
        }

        if (node is not ConfigList list)
        {
            sectionFaults.Add(node.Place, $"is {node.Kind}, not a list: begin each entry with \"- \"");
            return made;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            var entryFaults = faults.Of($"section \"{section.Name}\", entry {i + 1}");
            if (list.Items[i] is ConfigMap entry) made.AddRange(BuildEntry(section, entry, VendorFlags.None, entryFaults));
            else entryFaults.Add(list.Items[i].Place, $"is {list.Items[i].Kind}, not a map of keys");
        }

        if (section.EnabledBy is not { } flag || flags.IsOn(flag)) return made;
        notices.Add($"{node.Place}: section \"{section.Name}\" has no effect without --{flag}");
        made.Clear();
        return made;
    }

    private static IEnumerable<(Vendor, ConfigPlace)> BuildEntry(VendorSection section, ConfigMap map, VendorFlags flags, ConfigFaults faults) =>
        section.Build(new SectionReader(section, map, flags, faults)).Select(vendor => (vendor, map.Place));

    private static void RefuseUnknown(ConfigMap map, ConfigFaults faults)
    {
        var known = Sections.Select(static section => section.Name).Concat(LaterSections).ToList();
        foreach (var entry in map.Entries)
        {
            if (known.Contains(entry.Key) || NodeAgentKeys.Contains(entry.Key)) continue;
            faults.Add(
                entry.Place,
                $"unknown section \"{entry.Key}\"{NearMatch.Question(entry.Key, known)}: correct or remove it; known are {string.Join(", ", known)}");
        }
    }

    private static void TellOfIgnored(ConfigMap map, VendorFlags flags, ICollection<string> notices)
    {
        var later = map.Entries.Where(static entry => LaterSections.Contains(entry.Key) && !entry.Value.IsEmpty).Select(static entry => entry.Key).ToList();
        if (later.Count > 0)
            notices.Add($"{map.Place.Source}: sections of vendors that aren't supported yet have no effect: {string.Join(", ", later)}");

        var superseded = Sections.SelectMany(static section => section.Flags)
            .Where(flag => flag.StandsFor is not null && flags.Find(flag.Name) is not null)
            .Select(static flag => $"--{flag.Name}").ToList();
        if (superseded.Count > 0)
            notices.Add($"{map.Place.Source}: the configuration file supersedes {string.Join(", ", superseded)}");
    }

    // Of two vendors with one resource it would be open which one serves a pod.
    private static void RefuseDoubles(List<(Vendor Vendor, ConfigPlace Place)> vendors, ConfigFaults faults)
    {
        if (faults.Count > 0) return;
        var keys = new Dictionary<string, ConfigPlace>();
        var resources = new Dictionary<string, string>();
        foreach (var (vendor, place) in vendors)
        {
            if (!keys.TryAdd(vendor.Key, place))
                faults.Add(place, $"a second vendor \"{vendor.Key}\" (the first: {keys[vendor.Key]}): rename or remove one");
            foreach (var resource in vendor.Description.ResourceNames)
            {
                if (!resources.TryAdd(resource, vendor.Key))
                    faults.Add(place, $"resource \"{resource}\" of {vendor.Key} is also one of {resources[resource]}: give each its own");
            }
        }
    }
}
