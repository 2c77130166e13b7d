using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Protocol;

namespace Hami.Core.Vendors;

/// <summary>Reads devices from a register annotation in text form (vendors.md §1.2).</summary>
internal static class TextRegister
{
    public static Announcement Read(Node node, Vendor vendor, string key)
    {
        if (!node.Annotations.TryGetValue(key, out var text)) return Announcement.Nothing;
        if (!AnnouncementChecks.HasLivePlugin(node, vendor.Description.CountResource, out var fault)) return new Announcement { Fault = fault };
        try
        {
            var devices = NodeTextCodec.Decode(text, vendor.Key);
            return devices.Count > 0 ? new Announcement { Devices = devices } : new Announcement { Fault = $"{key}: no gpu found on node" };
        }
        catch (MalformedException malformed)
        {
            return new Announcement { Fault = $"{key}: {malformed.Message}" };
        }
    }
}
