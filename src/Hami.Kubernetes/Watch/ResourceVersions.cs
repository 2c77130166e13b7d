using System.Globalization;

namespace Hami.Kubernetes.Watch;

/// <summary>
/// The order of resource versions. They are the store's revisions, decimal numbers; one that isn't a number is in no
/// order with any other, and then only equality tells a repetition.
/// </summary>
internal static class ResourceVersions
{
    /// <summary>Whether both are numbers and the first is smaller.</summary>
    public static bool IsBefore(string one, string other) =>
        TryParse(one, out var first) && TryParse(other, out var second) && first < second;

    private static bool TryParse(string version, out ulong number) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
