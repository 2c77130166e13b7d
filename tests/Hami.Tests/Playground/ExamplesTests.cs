using System.Text.Json.Nodes;
using Hami.Core.Placement.State;
using Xunit;

namespace Hami.Tests.Playground;

/// <summary>The manifests under <c>examples/</c>, through admission and placement on the small cluster.</summary>
public sealed class ExamplesTests
{
    private const string Small = "examples/clusters/small.yaml";
    private static readonly string[] Folders = ["examples/nvidia", "examples/cambricon", "examples/hygon", "examples/iluvatar"];

    public static TheoryData<string> Accepted => [.. Folders.SelectMany(RepositoryFiles.In)];

    public static TheoryData<string> All => [.. Folders.Append("examples/refused").SelectMany(RepositoryFiles.In)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_manifest_begins_with_two_lines_for_a_newcomer(string file) => Assert.Equal(2, ExampleManifest.Load(file).Comment.Count);

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Every_pod_fits_on_the_empty_cluster(string file) => PlaceAll(ExampleManifest.Load(file));

    [Fact]
    public void All_of_them_fit_at_once_in_any_order()
    {
        var manifests = Folders.SelectMany(RepositoryFiles.In).Select(ExampleManifest.Load).ToArray();
        PlaceAll(manifests);
        for (var seed = 0; seed < 50; seed++)
        {
            new Random(seed).Shuffle(manifests);
            PlaceAll(manifests);
        }
    }

    [Fact]
    public void No_two_objects_have_one_name()
    {
        var names = Folders.Append("examples/refused").SelectMany(RepositoryFiles.In)
            .SelectMany(file => ExampleManifest.Load(file).Objects)
            .Select(item => $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}").ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Theory]
    [InlineData("waits-memory", "CardInsufficientMemory")]
    [InlineData("waits-count", "NodeInsufficientDevice")]
    [InlineData("waits-type", "CardTypeMismatch")]
    [InlineData("waits-numa", "NumaNotFit")]
    public void A_pod_that_waits_is_told_why(string name, string reason)
    {
        var manifest = ExampleManifest.Load($"examples/refused/{name}.yaml");
        var pod = Assert.Single(manifest.Pods());
        Assert.Null(ExampleCluster.Denial(pod));
        var outcome = new ExampleCluster(Small).Place(pod);

        Assert.Equal(FilterKind.Refused, outcome.Kind);
        Assert.Contains(outcome.Refusals, refusal => refusal.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Contains(reason, string.Join(' ', manifest.Comment));
    }

    [Theory]
    [InlineData("denied-privileged", "main")]
    [InlineData("denied-quantity", "nvidia.com/gpumem")]
    [InlineData("denied-node-name", "nodeSelector")]
    [InlineData("denied-forgery", "hami.io/vgpu-devices-allocated")]
    public void A_pod_that_is_denied_is_told_why(string name, string word) =>
        Assert.Contains(word, ExampleCluster.Denial(Assert.Single(ExampleManifest.Load($"examples/refused/{name}.yaml").Pods())));

    private static void PlaceAll(params ExampleManifest[] manifests)
    {
        var cluster = new ExampleCluster(Small);
        foreach (var quota in manifests.SelectMany(manifest => manifest.Objects).Where(item => (string)item["kind"]! == "ResourceQuota")) cluster.AddQuota(quota);
        foreach (var pod in manifests.SelectMany(manifest => manifest.Pods())) Place(cluster, pod);
    }

    private static void Place(ExampleCluster cluster, JsonObject pod)
    {
        var name = (string)pod["metadata"]!["name"]!;
        Assert.True(ExampleCluster.Denial(pod) is null, $"{name}: {ExampleCluster.Denial(pod)}");
        var outcome = cluster.Place(pod);
        var why = string.Join("; ", outcome.Refusals.Select(refusal => $"{refusal.Node}: {refusal.Reason}"));
        Assert.True(outcome.Kind == FilterKind.Placed, $"{name}: {outcome.Kind} {outcome.Error} {why}");
        Assert.NotEqual("gpu-elsewhere", outcome.Placement!.NodeName);
    }
}
