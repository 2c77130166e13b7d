using System.Text;
using Hami.Playground.Clusters;
using Hami.Playground.NodeAgents;
using Xunit;

namespace Hami.Tests.Playground;

/// <summary>Whose lock a device plugin removes.</summary>
public sealed class NodeLockReleaseTests
{
    private static readonly ClusterPod Pod = new()
    {
        Namespace = "team",
        Name = "p",
        Uid = "u",
        ResourceVersion = "1",
        NodeName = "n",
        Annotations = new Dictionary<string, string>(),
        InitContainers = [],
        Containers = [],
    };

    [Theory]
    [InlineData("2024-01-12T10:20:01Z,team,p")]
    [InlineData("2024-01-12T10:20:01+08:00,team,p")]
    [InlineData("2024-01-12T10:20:01Z")] // the legacy form has no owner: anyone may release it
    public void Its_own_is_removed_on_condition_that_the_node_is_unchanged(string value) =>
        Assert.Equal(
            """{"metadata":{"resourceVersion":"7","annotations":{"lock":null}}}""",
            Patch(value, namesOwner: true)?.ToJsonString());

    [Theory]
    [InlineData("2024-01-12T10:20:01Z,team,other")]
    [InlineData("2024-01-12T10:20:01Z,default,p")]
    [InlineData("junk")]
    [InlineData(null)]
    public void Another_pods_is_left(string? value) => Assert.Null(Patch(value, namesOwner: true));

    [Fact]
    public void One_that_names_no_owner_is_removed() => Assert.NotNull(Patch("2024-01-12T10:20:01+08:00", namesOwner: false));

    private static System.Text.Json.Nodes.JsonObject? Patch(string? value, bool namesOwner)
    {
        var annotations = value is null ? "" : $$""","annotations":{"lock":"{{value}}"}""";
        var node = $$$"""{"metadata":{"name":"n","resourceVersion":"7"{{{annotations}}}}}""";
        var plugin = new PluginBehaviour { Reads = "list", ServesContainers = true, Lock = "lock", LockNamesOwner = namesOwner };
        return NodeLockRelease.Patch(Encoding.UTF8.GetBytes(node), plugin, Pod);
    }
}
