using Hami.Kubernetes.Watch;

namespace Hami.Kubernetes.Leases;

/// <summary>A coordination.k8s.io/v1 Lease: who leads, and for how long.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="ResourceVersion">Its version.</param>
/// <param name="Holder"><c>spec.holderIdentity</c>; empty where nobody holds it.</param>
/// <param name="Duration"><c>spec.leaseDurationSeconds</c>; zero where it is missing.</param>
/// <param name="RenewTime"><c>spec.renewTime</c>, by the holder's clock.</param>
/// <param name="Transitions"><c>spec.leaseTransitions</c>: how often the holder has changed.</param>
public sealed record SlimLease(
    string Namespace,
    string Name,
    string Uid,
    string ResourceVersion,
    string Holder,
    TimeSpan Duration,
    DateTimeOffset? RenewTime,
    long Transitions) : IResource;
