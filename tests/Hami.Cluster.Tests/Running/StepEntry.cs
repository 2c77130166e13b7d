using Hami.Cluster.Tests.Steps;

namespace Hami.Cluster.Tests.Running;

/// <summary>A step in a scenario file: exactly one of these, by its name.</summary>
internal sealed class StepEntry
{
    public Kubectl? Kubectl { get; init; }

    public EachKubectl? EachKubectl { get; init; }

    public CreatePods? CreatePods { get; init; }

    public Request? Request { get; init; }

    public AwaitPods? AwaitPods { get; init; }

    public AwaitEvent? AwaitEvent { get; init; }

    public NoEvent? NoEvent { get; init; }

    public Writes? Writes { get; init; }

    public Extender? Extender { get; init; }

    public Readiness? Readiness { get; init; }

    public RenewCertificate? RenewCertificate { get; init; }

    public Check? Check { get; init; }

    public Start? Start { get; init; }

    public End? End { get; init; }

    public IStep Step
    {
        get
        {
            IStep[] given = [.. typeof(StepEntry).GetProperties().Where(static one => one.Name != nameof(Step)).Select(one => one.GetValue(this)).OfType<IStep>()];
            return given.Length == 1 ? given[0] : throw new InvalidOperationException($"a step has one name, not {given.Length}");
        }
    }
}
