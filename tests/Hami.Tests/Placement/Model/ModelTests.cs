using Xunit;

namespace Hami.Tests.Placement.Model;

/// <summary>Scratch.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Scratch()
    {
        var s = new Scenario { Name = "one replica", Nodes = int.Parse(Environment.GetEnvironmentVariable("N") ?? "1"), Pods = [.. Enumerable.Repeat(Scenario.Spec.Whole, int.Parse(Environment.GetEnvironmentVariable("P") ?? "2"))],
            Filters = int.Parse(Environment.GetEnvironmentVariable("F") ?? "2"),
            Deletions = int.Parse(Environment.GetEnvironmentVariable("D") ?? "0"),
            Successors = int.Parse(Environment.GetEnvironmentVariable("S") ?? "0"),
            Reports = int.Parse(Environment.GetEnvironmentVariable("U") ?? "0"),
            Restarts = int.Parse(Environment.GetEnvironmentVariable("R") ?? "0"),
            TakesOver = Environment.GetEnvironmentVariable("T") == "1",
            GivesUp = Environment.GetEnvironmentVariable("G") == "1",
            LosesAnswers = Environment.GetEnvironmentVariable("L") != "0",
            Lapses = Environment.GetEnvironmentVariable("A") != "0",
            ServerChecksUid = Environment.GetEnvironmentVariable("C") == "1",
        };
        var result = Explorer.Explore(s, int.Parse(Environment.GetEnvironmentVariable("M") ?? "300000")).ToString();
        Console.WriteLine(result);
        output.WriteLine(result);
    }
}
