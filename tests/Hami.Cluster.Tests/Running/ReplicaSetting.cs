namespace Hami.Cluster.Tests.Running;

/// <summary>A replica of the scheduler as a scenario wants it.</summary>
internal sealed class ReplicaSetting
{
    public string Name { get; init; } = "a";

    /// <summary>Form of kube-scheduler's configuration: v1beta1, policy or policy-flags.</summary>
    public string Form { get; init; } = "v1beta1";

    /// <summary>Further flags of <c>hami scheduler</c>.</summary>
    public List<string> Flags { get; init; } = [];
}
