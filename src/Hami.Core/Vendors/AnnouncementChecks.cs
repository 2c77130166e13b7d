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
}
