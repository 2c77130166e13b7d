using System.Globalization;
using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Nodes.Handover.Cdi;

namespace Hami.Nodes.Handover;

/// <summary>
/// The CDI specification of one container's share: the cards' device nodes, libraries and hooks as the node's own NVIDIA specification
/// has them, the limits as environment (a specification's wins over the pod's own), and the folder with its region.
/// </summary>
public static class ShareSpecification
{
    // What every runtime with CDI reads.
    private const string Version = "0.3.0";

    /// <summary>Composes it.</summary>
    /// <param name="share">The share.</param>
    /// <param name="cards">The node's own specification, as NVIDIA's tool writes it or as ours composes it.</param>
    /// <param name="nameOf">Under which name that one has a card, by UUID; null: not at all.</param>
    /// <param name="places">Where things lie on the node and in the container.</param>
    /// <exception cref="MalformedException">A card of the share isn't in the node's specification: nothing is handed over instead of something else.</exception>
    public static CdiSpecification Compose(ContainerShare share, CdiSpecification cards, Func<string, string?> nameOf, SharePlaces places)
    {
        var edits = cards.ContainerEdits ?? CdiEdits.None;
        foreach (var one in share.Shares) edits = edits.And(CardOf(one, cards, nameOf).ContainerEdits);
        return new CdiSpecification
        {
            CdiVersion = Newer(Version, cards.CdiVersion),
            Kind = ShareName.Kind,
            Devices = [new CdiDevice { Name = share.Name.Id, ContainerEdits = edits.And(Own(share, places)) }],
        };
    }

    private static CdiDevice CardOf(Share share, CdiSpecification cards, Func<string, string?> nameOf)
    {
        var name = nameOf(share.DeviceId);
        return cards.Devices.FirstOrDefault(device => device.Name == share.DeviceId || device.Name == name)
               ?? throw new MalformedException($"the node's CDI specification of {cards.Kind} has no device {share.DeviceId}{(name is null ? "" : $" or {name}")}: generate it anew");
    }

    private static CdiEdits Own(ContainerShare share, SharePlaces places) => new()
    {
        Env =
        [
            // An NVIDIA runtime beside would add cards of its own accord.
            $"{EnvironmentNames.VisibleDevices}=void",
            .. share.Shares.Select(static (one, i) => string.Create(CultureInfo.InvariantCulture, $"{EnvironmentNames.MemoryLimit}_{i}={one.Memory}m")),
            .. Cores(share.Shares),
            $"{EnvironmentNames.SharedRegion}={places.FolderInContainer}/{share.RegionFile}",
            $"{EnvironmentNames.RegionBeforehand}=true",
        ],
        Mounts =
        [
            new CdiMount
            {
                HostPath = $"{places.FoldersOnHost}/{share.Folder}",
                ContainerPath = places.FolderInContainer,
                Options = ["rw", "nosuid", "nodev", "noexec", "bind"],
            },
        ],
        Hooks =
        [
            new CdiHook { HookName = "createContainer", Path = places.MarkHook, Args = [places.MarkHook, share.Name.Id] },
        ],
    };

    // One variable for all is what the original writes, from the first card. It also stands in for a card's own 0, so that cards that
    // differ need one each, in which no limit is 100.
    private static IEnumerable<string> Cores(IReadOnlyList<Share> shares) =>
        shares.All(one => one.Cores == shares[0].Cores)
            ? [string.Create(CultureInfo.InvariantCulture, $"{EnvironmentNames.CoreLimit}={shares[0].Cores}")]
            : shares.Select(static (one, i) => string.Create(CultureInfo.InvariantCulture, $"{EnvironmentNames.CoreLimit}_{i}={(one.Cores == 0 ? 100 : one.Cores)}"));

    private static string Newer(string one, string other) =>
        System.Version.TryParse(one, out var a) && System.Version.TryParse(other, out var b) && b > a ? other : one;
}
