using System.Globalization;
using System.Text;
using CsCheck;
using Hami.Core.Devices;
using Hami.Core.Requests;

namespace Hami.Tests.Placement.Properties;

/// <summary>A device of any vendor, as its agent would register it.</summary>
internal sealed record DevicePlan(int Slots, int Memory, int Cores, int Numa, string Model, bool IsMig)
{
    public static readonly Gen<DevicePlan> Gen = CsCheck.Gen.Select(
        CsCheck.Gen.Int[1, 5],
        CsCheck.Gen.OneOf(7, 333, 1000, 1001, 4096, 16_384),
        CsCheck.Gen.OneOf(100, 100, 100, 50, 150, 200),
        CsCheck.Gen.Int[-1, 1],
        CsCheck.Gen.OneOf("A100", "V100"),
        CsCheck.Gen.Int[0, 3],
        (slots, memory, cores, numa, model, mig) => new DevicePlan(slots, memory, cores, numa, model, mig == 0));
}

/// <summary>A node with devices of four vendors, some of which may be broken, cordoned or away.</summary>
internal sealed record NodePlan(DevicePlan[] Nvidia, DevicePlan[] Dcu, DevicePlan[] Iluvatar, int MluCores, int MluUnits, int[] Links)
{
    private const string MigProfiles =
        """[{"name":"1g.5gb","memoryMB":4864,"core":15,"sliceCount":1,"placements":[{"start":0,"size":1},{"start":1,"size":1},{"start":2,"size":1},{"start":3,"size":1},{"start":4,"size":1},{"start":5,"size":1},{"start":6,"size":1}]},{"name":"2g.10gb","memoryMB":9856,"core":29,"sliceCount":2,"placements":[{"start":0,"size":2},{"start":2,"size":2},{"start":4,"size":2}]},{"name":"3g.20gb","memoryMB":19968,"core":43,"sliceCount":3,"placements":[{"start":0,"size":4},{"start":4,"size":4}]},{"name":"7g.40gb","memoryMB":40192,"core":100,"sliceCount":7,"placements":[{"start":0,"size":8}]}]""";

    public static readonly Gen<NodePlan> Gen = CsCheck.Gen.Select(
        DevicePlan.Gen.Array[0, 4], DevicePlan.Gen.Array[0, 2], DevicePlan.Gen.Array[0, 2],
        CsCheck.Gen.OneOf(0, 100, 150, 200), CsCheck.Gen.Int[1, 90], CsCheck.Gen.Int[0, 200].Array[16],
        (nvidia, dcu, iluvatar, cores, units, links) => new NodePlan(nvidia, dcu, iluvatar, cores, units, links));

    /// <summary>The object as it stands at the API server.</summary>
    /// <param name="index">Number of the node.</param>
    /// <param name="broken">Devices that are not healthy: bit by position, vendor after vendor.</param>
    /// <param name="cordoned">Devices that are cordoned.</param>
    /// <param name="isAway">Whether the kubelet has lost the plugins.</param>
    public Node Object(int index, int broken, int cordoned, bool isAway)
    {
        var annotations = new Dictionary<string, string>();
        if (Nvidia.Length > 0)
        {
            annotations["hami.io/node-nvidia-register"] = $"[{string.Join(',', Nvidia.Select((device, i) => NvidiaText(index, i, device, IsSet(broken, i))))}]";
            annotations["hami.io/node-nvidia-score"] = LinksText(index);
        }

        if (Dcu.Length > 0) annotations["hami.io/node-dcu-register"] = Text("DCU", index, Dcu, broken, 4);
        if (Iluvatar.Length > 0) annotations["hami.io/node-MR-V100-register"] = Text("MR-V100", index, Iluvatar, broken, 6);
        var ids = Nvidia.Select((_, i) => $"GPU-{index}-{i}").Concat(Dcu.Select((_, i) => $"DCU-{index}-{i}")).Concat(Iluvatar.Select((_, i) => $"MR-V100-{index}-{i}"));
        annotations["hami.io/device-cordon"] = string.Join(", ", ids.Where((_, i) => IsSet(cordoned, i)));
        var capacity = new List<KeyValuePair<string, Quantity>>();
        if (MluCores > 0)
        {
            capacity.Add(KeyValuePair.Create(Words.MluCores, new Quantity($"{MluCores}")));
            capacity.Add(KeyValuePair.Create(Words.MluMemory, new Quantity($"{MluUnits}")));
        }

        return new Node
        {
            Name = $"node-{index}",
            Annotations = annotations,
            Capacity = new ResourceList([.. capacity]),
            Allocatable = new ResourceList(
            [
                .. new[] { Words.Gpu, Words.Dcu, Words.Iluvatar }.Select(name => KeyValuePair.Create(name, new Quantity(isAway ? "0" : "10"))),
            ]),
        };
    }

    private static bool IsSet(int bits, int position) => ((bits >> position) & 1) != 0;

    private static string NvidiaText(int node, int index, DevicePlan device, bool isBroken)
    {
        var size = device.IsMig ? "\"count\":7,\"devmem\":40960,\"devcore\":100" : $"\"count\":{device.Slots},\"devmem\":{device.Memory},\"devcore\":{device.Cores}";
        var mode = device.IsMig ? $"\"mode\":\"mig\",\"migProfiles\":{MigProfiles}" : "\"mode\":\"hami-core\"";
        return $"{{\"id\":\"GPU-{node}-{index}\",\"index\":{index},{size},\"type\":\"NVIDIA-{device.Model}\",\"numa\":{device.Numa},{mode}{(isBroken ? "" : ",\"health\":true")}}}";
    }

    private static string Text(string word, int node, DevicePlan[] devices, int broken, int first) => string.Concat(devices.Select((device, i) =>
        $"{word}-{node}-{i},{device.Slots},{device.Memory},{device.Cores},{word}-{device.Model},{device.Numa},{(IsSet(broken, first + i) ? "false" : "true")},{i},hami-core:"));

    private string LinksText(int node)
    {
        var text = new StringBuilder("[");
        for (var a = 0; a < Nvidia.Length; a++)
        {
            if (a > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{{\"uuid\":\"GPU-{node}-{a}\",\"score\":{{");
            text.AppendJoin(',', Enumerable.Range(0, Nvidia.Length).Where(b => b != a).Select(b => $"\"GPU-{node}-{b}\":{Links[(a * 4) + b]}"));
            text.Append("}}");
        }

        return text.Append(']').ToString();
    }
}
