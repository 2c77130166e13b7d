namespace Hami.Core.Placement.Reasons;

/// <summary>Why one device was refused to one container.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="DeviceId">UUID of the device.</param>
/// <param name="Word">The reason.</param>
/// <param name="Detail">What was asked and what is there, with units; empty when the word says it all.</param>
public readonly record struct DeviceReason(string Container, string DeviceId, ReasonWord Word, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? $"{DeviceId} {Word}" : $"{DeviceId} {Word} ({Detail})";
}
