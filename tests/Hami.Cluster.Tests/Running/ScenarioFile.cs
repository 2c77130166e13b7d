using Hami.Cluster.Tests.Audit;

namespace Hami.Cluster.Tests.Running;

/// <summary>A scenario as its file tells it. README.md beside the scenarios explains the fields.</summary>
internal sealed class ScenarioFile
{
    /// <summary>What it shows, in a sentence.</summary>
    public required string Shows { get; init; }

    /// <summary>The cluster file; none for no nodes.</summary>
    public string? Cluster { get; init; }

    /// <summary>Whether the schedulers are there first and come to know the nodes in the file's order; else in any.</summary>
    public bool NodesLast { get; init; }

    /// <summary>Its namespace; made for it unless it is the plane's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The scheduler's replicas.</summary>
    public List<ReplicaSetting> Replicas { get; init; } = [new()];

    public required List<StepEntry> Steps { get; init; }

    /// <summary>Failed calls that belong to it.</summary>
    public List<ExpectedFailure> ExpectedFailures { get; init; } = [];

    public static ScenarioFile Read(string path)
    {
        var ns = Path.GetFileNameWithoutExtension(path);
        var text = File.ReadAllText(path);
        return Yaml.Parse<ScenarioFile>(path, text.Replace("$NAMESPACE", NamespaceOf(text) ?? ns));
    }

    private static string? NamespaceOf(string text) =>
        text.Split('\n').FirstOrDefault(static line => line.StartsWith("namespace:", StringComparison.Ordinal))?["namespace:".Length..].Trim();
}
