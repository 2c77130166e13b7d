namespace Hami.Core.Requests;

/// <summary>A container during admission: vendors read its resources and may set limits and append environment variables.</summary>
public sealed class ContainerDraft
{
    private readonly List<EnvironmentVariable> appended = [];
    private readonly Dictionary<string, string> changedLimits = [];
    private readonly HashSet<string> environment;

    /// <summary>Starts from a container as it was created.</summary>
    /// <param name="name">Name of the container.</param>
    /// <param name="limits">Its limits by resource.</param>
    /// <param name="requests">Its requests by resource.</param>
    /// <param name="environment">Names of its environment variables.</param>
    public ContainerDraft(
        string name, IReadOnlyDictionary<string, string> limits, IReadOnlyDictionary<string, string> requests, IEnumerable<string> environment)
    {
        Name = name;
        OriginalLimits = limits;
        Limits = new Dictionary<string, string>(limits);
        Requests = requests;
        this.environment = [.. environment];
    }

    /// <summary>Name of the container.</summary>
    public string Name { get; }

    /// <summary>Limits as they will be.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; private set; }

    /// <summary>Requests as they are.</summary>
    public IReadOnlyDictionary<string, string> Requests { get; }

    /// <summary>Set by a vendor of which the container asks for devices.</summary>
    public bool AsksForDevices { get; set; }

    /// <summary>Runtime class that a vendor wants for the pod; used when the pod has none.</summary>
    public string? RuntimeClass { get; set; }

    /// <summary>What is wrong with the container; each names resource, value and remedy. One is enough to refuse the pod.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>What its creator should know though the pod is admitted.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Limits that were added or changed.</summary>
    public IReadOnlyDictionary<string, string> ChangedLimits => changedLimits;

    /// <summary>Environment variables that were appended.</summary>
    public IReadOnlyList<EnvironmentVariable> AppendedEnvironment => appended;

    private IReadOnlyDictionary<string, string> OriginalLimits { get; }

    /// <summary>The limit of a resource, else its request.</summary>
    public bool TryGetLimitElseRequest(string resource, out Quantity quantity)
    {
        quantity = default;
        if (resource.Length == 0 || (!Limits.TryGetValue(resource, out var text) && !Requests.TryGetValue(resource, out text))) return false;
        quantity = new Quantity(text);
        return true;
    }

    /// <summary>Sets a limit.</summary>
    public void SetLimit(string resource, string value)
    {
        Limits = new Dictionary<string, string>(Limits) { [resource] = value };
        if (OriginalLimits.GetValueOrDefault(resource) == value) changedLimits.Remove(resource);
        else changedLimits[resource] = value;
    }

    /// <summary>Whether the container has an environment variable of this name.</summary>
    public bool HasVariable(string name) => environment.Contains(name);

    /// <summary>Appends an environment variable.</summary>
    public void AppendVariable(string name, string value)
    {
        appended.Add(new EnvironmentVariable(name, value));
        environment.Add(name);
    }

    /// <summary>The container as placement will read it.</summary>
    public Container ToContainer(bool isSidecar) => new()
    {
        Name = Name,
        IsSidecar = isSidecar,
        Limits = ToList(Limits),
        Requests = ToList(Requests),
    };

    private static ResourceList ToList(IReadOnlyDictionary<string, string> resources) =>
        new([.. resources.Select(static entry => KeyValuePair.Create(entry.Key, new Quantity(entry.Value)))]);
}
