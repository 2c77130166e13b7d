using System.Diagnostics;
using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Waits until a replica answers a probe like this.</summary>
internal sealed class Readiness : IStep
{
    public required string Of { get; init; }

    /// <summary>The probe: <c>/readyz</c> or <c>/readyz/scheduling</c>.</summary>
    public string Probe { get; init; } = "/readyz/scheduling";

    public required int Code { get; init; }

    public List<string> Says { get; init; } = [];

    public int Within { get; init; } = 60;

    /// <summary>What the time that it took is told as.</summary>
    public string Figure { get; init; } = "";

    public async Task TakeAsync(ScenarioRun run)
    {
        var watch = Stopwatch.StartNew();
        var replica = run.Replicas.Single(one => one.Name == Of);
        await Until.NothingIsMissingAsync(
            async () =>
            {
                var (code, text) = await replica.AskAsync(Probe);
                return code == Code && Says.TrueForAll(word => text.Contains(word, StringComparison.Ordinal)) ? null : $"{Of}: {Probe} answers {code} {text}";
            },
            TimeSpan.FromSeconds(Within));
        if (Figure.Length > 0) run.Figure($"{Figure} after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    public override string ToString() => $"{Of}: {Probe} answers {Code}";
}
