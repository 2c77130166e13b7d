using Hami.Playground.Clusters;

namespace Hami.Playground.NodeAgents;

/// <summary>The next thing that a node does with a pod.</summary>
internal abstract record PodStep
{
    /// <summary>Nothing until the pod changes.</summary>
    public static readonly PodStep Rest = new Resting();

    /// <summary>The containers are stopped: the pod object goes.</summary>
    public static readonly PodStep Remove = new Removing();

    private PodStep()
    {
    }

    /// <summary>A device plugin writes annotations on the pod.</summary>
    public sealed record Annotate(IReadOnlyDictionary<string, string> Annotations) : PodStep
    {
        public bool Equals(Annotate? other) =>
            other is not null && Annotations.Count == other.Annotations.Count && !Annotations.Except(other.Annotations).Any();

        public override int GetHashCode() => Annotations.Count;

        public override string ToString() => string.Join(", ", Annotations.Select(static pair => $"{pair.Key}={pair.Value}"));
    }

    /// <summary>The plugins are done and let go of the node's locks; then the kubelet reports what follows.</summary>
    public sealed record Admit(IReadOnlyList<PluginBehaviour> Unlocking, PodReport Report) : PodStep
    {
        public bool Equals(Admit? other) => other is not null && Unlocking.SequenceEqual(other.Unlocking) && Report == other.Report;

        public override int GetHashCode() => Report.GetHashCode();
    }

    /// <summary>The kubelet reports.</summary>
    public sealed record Tell(PodReport Report) : PodStep;

    /// <summary>Nothing until a time, or until the pod changes.</summary>
    public sealed record Wait(DateTimeOffset Until) : PodStep;

    private sealed record Resting : PodStep;

    private sealed record Removing : PodStep;
}
