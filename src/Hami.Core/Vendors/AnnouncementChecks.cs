using Hami.Core.Devices;

namespace Hami.Core.Vendors;

/// <summary>What every announcement is checked for.</summary>
internal static class AnnouncementChecks
{
    /// <summary>
    /// Whether the kubelet still counts devices of the vendor: when its plugin is gone the count is 0 or absent, however long
    /// the register annotation stays (control-plane.md C9).
    /// </summary>
    public static bool HasLivePlugin(Node node, string countResource, out string fault)
    {
        fault = "";
        if (node.Allocatable.TryGet(countResource, out var quantity) && quantity.TryAsInt64(out var count) && count > 0) return true;
        fault = $"status.allocatable[{countResource}] is {(quantity.Text is { Length: > 0 } text ? text : "absent")}: its device plugin is away";
        return false;
    }

    /// <summary>Whether every id can stand in a device list: one that holds a separator would be read back as something else.</summary>
    public static bool HaveListableIds(IReadOnlyList<Device> devices, out string fault)
    {
        var bad = devices.FirstOrDefault(static device => device.Id.Length == 0 || device.Id.AsSpan().IndexOfAny(",:;") >= 0);
        fault = bad is null ? "" : $"device id \"{bad.Id}\" is empty or holds a separator of device lists (, : ;)";
        return bad is null;
    }
}
