using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;
using Xunit;

[assembly: AssemblyFixture(typeof(PlaneFixture))]

namespace Hami.Cluster.Tests;

/// <summary>Runs the files in <c>Scenarios/</c> on the real control plane, one after the other.</summary>
[Collection(PlaneFixture.OneAtATime)]
public sealed class ScenarioTests(PlaneFixture plane)
{
    private static readonly string Folder = Repository.Of("tests/Hami.Cluster.Tests/Scenarios");

    /// <summary>The scenarios; each by its own with <c>-trait scenario=NAME</c>.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names =>
        Directory.EnumerateFiles(Folder, "*.yaml").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)
            .Select(static name => new TheoryDataRow<string>(name).WithTrait("scenario", name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario(string name)
    {
        Assert.SkipWhen(plane.Missing is not null, $"this machine lacks {plane.Missing}");
        await using var run = new ScenarioRun(plane, name, ScenarioFile.Read(Path.Combine(Folder, $"{name}.yaml")));
        try
        {
            await run.RunAsync();
            plane.Passed.Add(name);
        }
        catch (Exception failure)
        {
            run.Say($"FAILED: {failure.Message}");
            Assert.Fail($"{failure.Message}\n{failure.StackTrace}\n{run.LogTails()}");
        }
    }
}
