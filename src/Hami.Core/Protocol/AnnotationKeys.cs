namespace Hami.Core.Protocol;

/// <summary>Annotation keys of the protocol that all vendors share (control-plane.md §3.1, §4, §7.2), and our own additions to it. The NVIDIA ones are in <see cref="NvidiaKeys"/>.</summary>
public static class AnnotationKeys
{
    /// <summary>On a pod: the node chosen for it. The original writes it as a label too.</summary>
    public const string AssignedNode = "hami.io/vgpu-node";

    /// <summary>On a pod: when the node was chosen, Unix seconds.</summary>
    public const string AssignedTime = "hami.io/vgpu-time";

    /// <summary>On a pod: how far its start has come, one of <see cref="BindPhase"/>.</summary>
    public const string BindPhase = "hami.io/bind-phase";

    /// <summary>On a pod: when it was bound, Unix seconds.</summary>
    public const string BindTime = "hami.io/bind-time";

    /// <summary>On a pod, by its user: the node policy, see <see cref="PolicyWords"/>.</summary>
    public const string NodeSchedulerPolicy = "hami.io/node-scheduler-policy";

    /// <summary>On a pod, by its user: the device policy, a comma list, see <see cref="PolicyWords"/>.</summary>
    public const string GpuSchedulerPolicy = "hami.io/gpu-scheduler-policy";

    /// <summary>On a pod, by its user: weights of the device score, see <see cref="ScoringWeightsCodec"/>.</summary>
    public const string ScoringWeights = "hami.io/device-scoring-weights";

    /// <summary>On a node, by its operator: comma list of the UUIDs that get no new shares.</summary>
    public const string DeviceCordon = "hami.io/device-cordon";

    /// <summary>On a node: the lock of the compatible handover, see <see cref="NodeLockCodec"/>. One key for all vendors.</summary>
    public const string NodeLock = "hami.io/mutex.lock";

    /// <summary>Ours, on a node, by its plugin: the way in which decisions reach containers, one of <see cref="HandoverWays"/>; absent means <see cref="HandoverWays.Lock"/>.</summary>
    public const string NodeHandover = "hami.io/node-handover";

    /// <summary>Ours, on a pod, in its Binding: the way for which the decision was made; absent means <see cref="HandoverWays.Lock"/>.</summary>
    public const string Handover = "hami.io/handover";

    /// <summary>Ours, on a pod that was refused and would fit now: patched so that kube-scheduler tries it again, Unix milliseconds.</summary>
    public const string Retry = "hami.io/retry";
}
