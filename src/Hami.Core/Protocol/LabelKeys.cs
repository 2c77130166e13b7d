namespace Hami.Core.Protocol;

/// <summary>Label keys and values of the protocol (control-plane.md §1.1, §2.1, §4, §8.6).</summary>
public static class LabelKeys
{
    /// <summary>On a pod: the node chosen for it; the original's monitor selects by it. Node names over 63 characters don't fit (control-plane.md C16).</summary>
    public const string AssignedNode = "hami.io/vgpu-node";

    /// <summary>On a pod or namespace: <see cref="WebhookIgnore"/> keeps the API server from asking the mutating webhook.</summary>
    public const string Webhook = "hami.io/webhook";

    /// <summary>The value of <see cref="Webhook"/> that counts.</summary>
    public const string WebhookIgnore = "ignore";

    /// <summary>On a scheduler's pod: <see cref="RoleLeader"/> or <see cref="RoleFollower"/>; the Service selects the leader.</summary>
    public const string SchedulerRole = "hami.io/scheduler-role";

    /// <summary>The scheduler that places.</summary>
    public const string RoleLeader = "leader";

    /// <summary>A scheduler that waits.</summary>
    public const string RoleFollower = "follower";

    /// <summary>On a pod: the group that it belongs to.</summary>
    public const string PodGroup = "scheduling.x-k8s.io/pod-group";

    /// <summary>On our own pods: which part of the installation they are.</summary>
    public const string Component = "app.kubernetes.io/component";

    /// <summary>The value of <see cref="Component"/> on a scheduler's pod.</summary>
    public const string SchedulerComponent = "hami-scheduler";
}
