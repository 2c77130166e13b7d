namespace Hami.Cluster.Tests.Plane;

/// <summary>How a replica runs.</summary>
/// <param name="Name">Its name, and the host name that it sees.</param>
/// <param name="Number">Which of the plane's kube-schedulers it is, from 0.</param>
/// <param name="Form">The form of kube-scheduler's configuration.</param>
/// <param name="Elects">Whether it is one of several, of which the holder of the lease places.</param>
/// <param name="Flags">Further flags of <c>hami scheduler</c>.</param>
/// <param name="Logs">Folder of its logs.</param>
internal sealed record ReplicaOptions(string Name, int Number, string Form, bool Elects, IReadOnlyList<string> Flags, string Logs);
