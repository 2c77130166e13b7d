namespace Hami.Scheduler.Configuration;

/// <summary>Every environment variable that <c>hami scheduler</c> reads (control-plane.md §1.4).</summary>
public static class SchedulerVariables
{
    internal static readonly Variable NodeLockTimeout = new(
        "HAMI_NODELOCK_EXPIRE", $"{SchedulerFlags.NodeLockTimeout.DefaultText}", "The value of --node-lock-timeout while that flag isn't given.");

    internal static readonly Variable PodName = new("POD_NAME", "none", "Name of this pod: the leader's gets the label hami.io/scheduler-role.");

    internal static readonly Variable PodNamespace = new(
        "POD_NAMESPACE", "none", "Namespace of this pod, and of the lease while --leader-elect-resource-namespace isn't given.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Variable> All { get; } =
    [
        NodeLockTimeout,
        PodName,
        PodNamespace,
        new("KUBECONFIG", "none", "Kubeconfigs of the API server, separated by colons, while --kubeconfig isn't given."),
        new("HOME", "none", "$HOME/.kube/config is the kubeconfig while neither --kubeconfig nor KUBECONFIG is given."),
        new("KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT", "none", "The API server of the cluster that the pod runs in; set by the kubelet."),
    ];
}
