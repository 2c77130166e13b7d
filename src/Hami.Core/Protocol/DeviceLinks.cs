namespace Hami.Core.Protocol;

/// <summary>One entry of the pair scores: how well one device is linked with others.</summary>
/// <param name="Uuid">The device.</param>
/// <param name="Scores">Score by UUID of the other device.</param>
public sealed record DeviceLinks(string Uuid, IReadOnlyDictionary<string, int> Scores);
