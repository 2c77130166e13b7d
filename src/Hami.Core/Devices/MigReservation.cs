namespace Hami.Core.Devices;

/// <summary>One entry of <c>hami.io/vgpu-mig-allocations</c>: a hardware instance decided on for one share (control-plane.md §9).</summary>
public sealed record MigReservation
{
    /// <summary>Position of the container in the device list, init containers first.</summary>
    public required int ContainerIndex { get; init; }

    /// <summary>Position of the share within the container's part of the list.</summary>
    public required int DeviceIndex { get; init; }

    /// <summary>UUID of the device that is cut.</summary>
    public required string GpuUuid { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Where on the device.</summary>
    public required MigPlacement Placement { get; init; }

    /// <summary>UUID of the instance once the node agent has made it.</summary>
    public string? MigUuid { get; init; }

    /// <summary>GPU instance id once made.</summary>
    public int? GpuInstanceId { get; init; }

    /// <summary>Compute instance id once made.</summary>
    public int? ComputeInstanceId { get; init; }
}
