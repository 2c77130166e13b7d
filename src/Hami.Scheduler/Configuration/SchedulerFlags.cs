using Hami.Core.Vendors;
using Hami.Core.Vendors.Configuration;
using Hami.Core.Admission;

namespace Hami.Scheduler.Configuration;

/// <summary>Every flag of <c>hami scheduler</c> (control-plane.md §1.3, and ours).</summary>
public static class SchedulerFlags
{
    internal static readonly Flag<ListenAddress> Listen = new(
        "http_bind", FlagTypes.Address, "127.0.0.1:8080",
        "Where the webhooks, filter, bind and the health checks listen; filter and bind answer only peers on loopback. With TLS once --cert_file and --key_file are given.");

    internal static readonly Flag<string> CertificateFile = new(
        "cert_file", FlagTypes.Path, "", "Certificate of the listener, PEM; read again when it changes. Goes with --key_file.");

    internal static readonly Flag<string> KeyFile = new("key_file", FlagTypes.Path, "", "Private key of the listener, PEM. Goes with --cert_file.");

    internal static readonly Flag<ListenAddress?> PlainListen = new(
        "plain-bind", FlagTypes.OptionalAddress, "",
        "A second listener, without TLS, for filter and bind alone: kube-scheduler beside it then needs no certificate. Only on loopback; empty for none.");

    internal static readonly Flag<ListenAddress> MetricsListen = new(
        "metrics-bind-address", FlagTypes.Address, ":9395", "Where /metrics is served, without TLS.") { Group = FlagGroup.Observation };

    internal static readonly Flag<string> DeviceConfigFile = new(
        "device-config-file", FlagTypes.Path, "",
        "The device configuration, YAML or JSON, read once at the start. Given but not readable ends the program; without it the defaults below count.")
    { Group = FlagGroup.Devices };

    internal static readonly Flag<string> SchedulerName = new(
        "scheduler-name", FlagTypes.ObjectName, "",
        "The scheduler that pods with devices are given to (spec.schedulerName), and the source of events. Empty leaves the name as it is; the Helm chart gives hami-scheduler.")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<string> NodePolicy = new(
        "node-scheduler-policy", FlagTypes.NodePolicy, "binpack",
        "Which node is chosen of those that fit, for pods without the annotation hami.io/node-scheduler-policy: the fullest (binpack) or the emptiest (spread).")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<string> DevicePolicy = new(
        "gpu-scheduler-policy", FlagTypes.DevicePolicy, "spread",
        "Which devices of the node are tried first, for pods without the annotation hami.io/gpu-scheduler-policy.")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<IReadOnlyDictionary<string, string>> NodeSelector = new(
        "node-label-selector", FlagTypes.Labels, "", "Labels that a node must have: one without is never chosen. Several flags add up.")
    { Group = FlagGroup.Placement, IsList = true };

    internal static readonly Flag<TimeSpan> BindTimeout = new(
        "bind-timeout", FlagTypes.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), "5s"), "5s",
        "How long a Binding may take; the outcome of one that takes longer is looked up before its devices are given to another pod. Also what a new leader waits.")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<TimeSpan> ReservationTimeout = new(
        "reservation-timeout", FlagTypes.Duration(TimeSpan.FromSeconds(30), TimeSpan.FromHours(24), "15m"), "15m",
        "How long devices stay reserved for a pod that isn't bound. Volume binding alone may take 10 minutes.")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<TimeSpan> NodeLockTimeout = new(
        "node-lock-timeout", FlagTypes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), "5m"), "5m",
        "After what time the lock of a node whose pod doesn't get on is taken over; only nodes without the cdi handover are locked.")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<TimeSpan> NodeLockRetryTimeout = new(
        "node-lock-retry-timeout", FlagTypes.Duration(TimeSpan.Zero, TimeSpan.FromHours(1), "28s"), "28s",
        "How long a bind waits in the queue for a node's lock; 0 for not at all.")
    { Group = FlagGroup.Placement };

    internal static readonly Flag<bool> ForceOverwrite = new(
        "force-overwrite-default-scheduler", FlagTypes.Switch, "true",
        "Whether pods with devices that name default-scheduler are given to --scheduler-name. The API server fills that name in before a webhook sees the pod.")
    { Group = FlagGroup.Admission };

    internal static readonly Flag<IReadOnlyList<Subject>> GuardWriters = new(
        "guard-writers", FlagTypes.Subjects, "system:serviceaccount:hami-system:hami-scheduler",
        "Who may write the annotations of a decision and bind pods with devices: the account that this scheduler and kube-scheduler beside it run as. Several flags add up; an empty one lets nobody.")
    { Group = FlagGroup.Admission, IsList = true };

    internal static readonly Flag<IReadOnlyList<GuardedWriter>> GuardNodeAgents = new(
        "guard-node-agents", FlagTypes.Writers, "system:serviceaccount:hami-system:hami-node-agent",
        "Who, beside them, may write those annotations that a node agent owns: hami.io/bind-phase, the lists still to be handed over and what vendors' agents fill in; or only the keys named after =.")
    { Group = FlagGroup.Admission, IsList = true };

    internal static readonly Flag<IReadOnlySet<string>> GrantVariables = new(
        "allow-grant-variables", FlagTypes.GrantVariables, "",
        "Environment variables that pods with devices may set themselves although they change what was granted; a name stands for its numbered forms too. All others are removed, with a warning.")
    { Group = FlagGroup.Admission, IsList = true };

    internal static readonly Flag<string> Kubeconfig = new(
        "kubeconfig", FlagTypes.Path, "", "Kubeconfig of the API server. Empty: $KUBECONFIG, then $HOME/.kube/config, then the pod's service account.")
    { Group = FlagGroup.ApiServer };

    internal static readonly Flag<string> TokenFile = new(
        "token-file", FlagTypes.Path, "", "File with the bearer token to use instead of the kubeconfig's; read again as it is renewed.")
    { Group = FlagGroup.ApiServer };

    internal static readonly Flag<double> Rate = new(
        "kube-qps", FlagTypes.Rate, "200",
        "Requests a second to the API server, watches not counted; -1 for no limit. A placed pod costs one, kube-scheduler's own client does 50: 200 never holds it up, and doesn't flood an API server that serves 200 writes at once. (The original's 5 held up every burst of pods.)")
    { Group = FlagGroup.ApiServer };

    internal static readonly Flag<int> Burst = new(
        "kube-burst", FlagTypes.WholeNumber(0, 1_000_000), "400", "Requests at once, before --kube-qps holds them up; 0 for as many as a second's.")
    { Group = FlagGroup.ApiServer };

    internal static readonly Flag<TimeSpan> RequestTimeout = new(
        "kube-timeout", FlagTypes.Seconds(TimeSpan.FromHours(1), "30"), "30",
        "How long the API server may take to answer; a mere number counts seconds. 0 takes the default: never to give up would hold a bind for ever.")
    { Group = FlagGroup.ApiServer };

    internal static readonly Flag<bool> LeaderElect = new(
        "leader-elect", FlagTypes.Switch, "false",
        "Whether to place only while kube-scheduler beside it holds its lease: needed with more than one replica.")
    { Group = FlagGroup.Replicas };

    internal static readonly Flag<string> LeaseName = new(
        "leader-elect-resource-name", FlagTypes.ObjectName, "", "Name of that lease. Empty: --scheduler-name.") { Group = FlagGroup.Replicas };

    internal static readonly Flag<string> LeaseNamespace = new(
        "leader-elect-resource-namespace", FlagTypes.ObjectName, "", "Namespace of that lease. Empty: $POD_NAMESPACE.") { Group = FlagGroup.Replicas };

    internal static readonly Flag<bool> LegacyMetrics = new(
        "legacy-metrics", FlagTypes.Switch, "false", "Whether metrics are given under their old names too.") { Group = FlagGroup.Observation };

    internal static readonly Flag<int> Verbosity = new(
        "v", FlagTypes.WholeNumber(0, 100), "0", "How much is logged: from 4 on every decision, from 6 on every call.") { Group = FlagGroup.Observation };

    internal static readonly Flag<bool> Debug = new("debug", FlagTypes.Switch, "false", "As -v=4.") { Group = FlagGroup.Observation };

    private static readonly IReadOnlyList<Flag> WithoutEffect =
    [
        Ignored("profiling", FlagTypes.Switch, "false", "The profiler of Go. Use dotnet-trace."),
        Ignored("logtostderr", FlagTypes.Switch, "true", "Logs always go to standard error."),
        Ignored("alsologtostderr", FlagTypes.Switch, "false", "Logs always go to standard error."),
        Ignored("stderrthreshold", FlagTypes.Text, "2", "Logs always go to standard error."),
        Ignored("legacy_stderr_threshold_behavior", FlagTypes.Switch, "true", "Logs always go to standard error."),
        Ignored("log_dir", FlagTypes.Path, "", "No log files are written."),
        Ignored("log_file", FlagTypes.Path, "", "No log files are written."),
        Ignored("log_file_max_size", FlagTypes.Text, "1800", "No log files are written."),
        Ignored("one_output", FlagTypes.Switch, "false", "No log files are written."),
        Ignored("skip_log_headers", FlagTypes.Switch, "false", "No log files are written."),
        Ignored("add_dir_header", FlagTypes.Switch, "false", "Log lines name their category instead."),
        Ignored("skip_headers", FlagTypes.Switch, "false", "Log lines keep their headers."),
        Ignored("log_backtrace_at", FlagTypes.Text, "", "Exceptions are logged with their stack."),
        Ignored("vmodule", FlagTypes.Text, "", "-v counts for all."),
    ];

    private static readonly IReadOnlyList<Flag> OfVendors = [.. VendorRegistry.Flags.Select(OfVendor)];

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Flag> All { get; } =
    [
        Listen, CertificateFile, KeyFile, PlainListen,
        DeviceConfigFile,
        SchedulerName, NodePolicy, DevicePolicy, NodeSelector, BindTimeout, ReservationTimeout, NodeLockTimeout, NodeLockRetryTimeout,
        ForceOverwrite, GuardWriters, GuardNodeAgents, GrantVariables,
        Kubeconfig, TokenFile, Rate, Burst, RequestTimeout,
        LeaderElect, LeaseName, LeaseNamespace,
        MetricsListen, LegacyMetrics, Verbosity, Debug,
        .. OfVendors,
        .. WithoutEffect,
    ];

    /// <summary>The vendors' flags that were given, checked; and a notice for those that were given without having an effect.</summary>
    internal static VendorFlags ReadVendors(FlagValues values, List<string> notices)
    {
        var given = new Dictionary<string, string>();
        foreach (var flag in OfVendors.Where(values.IsGiven))
        {
            given[flag.Name] = flag switch
            {
                Flag<bool> isOn => values.Read(isOn) ? "true" : "false",
                _ => values.Read((Flag<string>)flag),
            };
        }

        var ignored = new List<string>();
        foreach (var flag in WithoutEffect.Where(values.IsGiven))
        {
            // Reading checks the value.
            if (flag is Flag<bool> isOn) values.Read(isOn);
            ignored.Add(flag.Spelling);
        }

        if (ignored.Count > 0) notices.Add($"without effect, accepted because the original has them: {string.Join(", ", ignored)}");
        return new VendorFlags(given);
    }

    private static Flag OfVendor(VendorFlag flag) => flag.IsSwitch
        ? new Flag<bool>(flag.Name, FlagTypes.Switch, flag.Default, flag.Effect) { Group = FlagGroup.Vendors }
        : new Flag<string>(flag.Name, FlagTypes.Text, flag.Default, flag.Effect) { Group = FlagGroup.Vendors };

    private static Flag<T> Ignored<T>(string name, FlagType<T> type, string defaultText, string effect) =>
        new(name, type, defaultText, effect) { Group = FlagGroup.WithoutEffect };
}
