namespace Hami.Core.Admission;

/// <summary>What the two webhooks are told by flags and configuration.</summary>
public sealed record AdmissionSettings
{
    /// <summary>The scheduler that pods with devices are given to (<c>--scheduler-name</c>). Default empty: the name is left as it is, and <c>spec.nodeName</c> is no reason to refuse.</summary>
    public string SchedulerName { get; init; } = "";

    /// <summary>Whether pods of <c>default-scheduler</c> are taken over (<c>--force-overwrite-default-scheduler</c>). Default true: the API server has filled that name in before a webhook sees the pod.</summary>
    public bool ForceOverwriteDefaultScheduler { get; init; } = true;

    /// <summary>Who may write every guarded key and bind pods with devices: this scheduler and kube-scheduler beside it. Default none: then nobody may.</summary>
    public IReadOnlyList<Subject> Schedulers { get; init; } = [];

    /// <summary>Node agents with the keys that each of them owns. Default none.</summary>
    public IReadOnlyList<KeyWriter> NodeAgents { get; init; } = [];

    /// <summary>Names of <see cref="GrantVariables"/> that pods may set all the same; a name stands for its numbered forms too. Default none.</summary>
    public IReadOnlySet<string> AllowedVariables { get; init; } = new HashSet<string>();

    /// <summary>
    /// Whether the webhooks have a say in a pod of this <c>spec.schedulerName</c> (control-plane.md §2.2, step 3): it names
    /// our scheduler or none, or the default one while that is taken over.
    /// </summary>
    internal bool Concerns(string schedulerName) =>
        schedulerName.Length == 0
        || (schedulerName == "default-scheduler" && ForceOverwriteDefaultScheduler)
        || (SchedulerName.Length > 0 && schedulerName == SchedulerName);

    internal bool IsScheduler(Requester requester) => Schedulers.Any(requester.Is);

    internal bool MayWrite(Requester requester, string key) =>
        IsScheduler(requester) || NodeAgents.Any(agent => agent.Keys.Contains(key) && requester.Is(agent.Subject));

    internal bool Allows(string variable) => AllowedVariables.Contains(GrantVariables.WithoutNumber(variable));
}
