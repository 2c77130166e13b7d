using Hami.Core.Requests;

namespace Hami.Core.Placement;

/// <summary>What one container asks of each vendor; empty for one without devices, which still keeps its position.</summary>
/// <param name="Name">Name of the container.</param>
/// <param name="Kind">When it runs.</param>
/// <param name="Requests">Its requests in the order of the vendors' registration.</param>
public sealed record ContainerRequests(string Name, ContainerKind Kind, DeviceRequest[] Requests);
