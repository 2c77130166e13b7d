using Hami.Core.Devices;
using Hami.Core.Placement.Fitting;

namespace Hami.Core.Vendors.Nvidia;

/// <summary>Finds the smallest hardware instance that holds a request and still has a place (control-plane.md §9).</summary>
internal static class MigTopology
{
    /// <summary>Turns the pick into an instance; its memory and cores become the profile's.</summary>
    public static bool TryPlace(FitAttempt attempt, int index, ref Pick pick)
    {
        var device = attempt.Node.Devices[index];
        foreach (var profile in device.MigProfiles.OrderBy(static profile => profile.Memory).ThenBy(static profile => profile.SliceCount))
        {
            if (profile.Memory < pick.Memory) continue;
            foreach (var place in InOrder(profile))
            {
                if (attempt.IsOccupied(index, place)) continue;
                pick = new Pick(index, profile.Memory, profile.Cores, profile, place);
                return true;
            }
        }

        return false;
    }

    // Small and half-size instances are packed from the end, so that the large ones keep their aligned starts.
    private static IEnumerable<MigPlacement> InOrder(MigProfile profile) =>
        profile.Name.StartsWith("1g.", StringComparison.Ordinal) || profile.Name.StartsWith("3g.", StringComparison.Ordinal)
            ? profile.Placements.OrderByDescending(static place => place.Start)
            : profile.Placements.OrderBy(static place => place.Start);
}
