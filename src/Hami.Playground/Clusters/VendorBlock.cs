using System.Globalization;
using Hami.Core.Protocol;

namespace Hami.Playground.Clusters;

/// <summary>One vendor's devices on a node, in that vendor's words, which the file brings: how they are announced and what their plugin does.</summary>
internal sealed class VendorBlock
{
    private const string Json = "json";
    private const string Text = "text";

    private readonly DeviceTemplate? _devices;
    private readonly Dictionary<string, string> _capacity;
    private readonly string _annotation;
    private readonly string _form;
    private readonly string _resource;

    private VendorBlock(YamlFields fields)
    {
        _capacity = NodeFields.ReadQuantities(fields, "capacity");
        _devices = fields.Section("devices") is { } devices ? DeviceTemplate.Read(devices) : null;
        if (fields.Section("announce") is { } announce)
        {
            if (_devices is null) throw fields.Wrong("devices", "is missing: say what is announced");
            _annotation = announce.RequiredText("annotation");
            _form = announce.Word("form", Json, Text);
            _resource = announce.RequiredText("resource");
            announce.RefuseOthers();
        }
        else
        {
            if (_devices is not null) throw fields.Wrong("announce", "is missing: say by which annotation and resource the devices are announced");
            _annotation = _form = _resource = "";
        }

        Plugin = fields.Section("agent") is { } agent ? ReadPlugin(agent) : null;
        fields.RefuseOthers();

        try
        {
            AddTo("node", [], [], []);
        }
        catch (MalformedException e)
        {
            throw fields.Wrong("devices", e.Message);
        }
    }

    /// <summary>What the vendor's plugin does after a bind; null for none.</summary>
    public PluginBehaviour? Plugin { get; }

    public static VendorBlock Read(YamlFields fields) => new(fields);

    /// <summary>Adds to a node what tells of the devices.</summary>
    public void AddTo(
        string node,
        Dictionary<string, string> annotations,
        Dictionary<string, string> capacity,
        Dictionary<string, string> allocatable)
    {
        foreach (var (resource, amount) in _capacity) capacity[resource] = allocatable[resource] = amount;
        if (_devices is null) return;
        var devices = _devices.Devices(node);
        annotations[_annotation] = _form == Json ? NodeJsonCodec.Encode(devices) : NodeTextCodec.Encode(devices);
        capacity[_resource] = devices.Sum(static device => device.Count).ToString(CultureInfo.InvariantCulture);
        allocatable[_resource] = devices.Where(static device => device.IsHealthy).Sum(static device => device.Count).ToString(CultureInfo.InvariantCulture);
        if (_devices.Links is { } links) annotations[links.Annotation] = PairScoresCodec.Encode(links.Between(devices));
    }

    private static PluginBehaviour ReadPlugin(YamlFields fields)
    {
        var list = fields.Text("toAllocate");
        var other = fields.Text("reads");
        if (list is null == other is null)
            throw fields.Wrong("toAllocate", "expected either this (the pod's device list to be served) or 'reads' (another annotation of the pods that are its own)");
        var locks = fields.Has("lock") ? fields.Word("lock", "shared", "private", "none") : "none";
        var lockKey = fields.Text("lockAnnotation");
        if (locks == "private" && string.IsNullOrEmpty(lockKey)) throw fields.Wrong("lockAnnotation", "is missing: a private lock has a key of its own");
        if (locks != "private" && lockKey is not null) throw fields.Wrong("lockAnnotation", "only a private lock has a key of its own: remove it");
        var plugin = new PluginBehaviour
        {
            Reads = (list ?? other)!,
            ServesContainers = list is not null,
            Sets = fields.Map("set"),
            ReportsPhase = fields.Flag("phase"),
            Lock = locks switch { "shared" => AnnotationKeys.NodeLock, "private" => lockKey, _ => null },
            LockNamesOwner = locks == "shared",
        };
        fields.RefuseOthers();
        return plugin;
    }
}
