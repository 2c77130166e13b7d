namespace Hami.Scheduler.Configuration;

/// <summary>Which lease tells whether this replica may place.</summary>
/// <param name="Namespace">Namespace of the lease of kube-scheduler.</param>
/// <param name="Name">Its name.</param>
/// <param name="HostName">This replica: its sibling's identity begins with it.</param>
public sealed record LeaseOptions(string Namespace, string Name, string HostName);
