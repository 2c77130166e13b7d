using Hami.Playground.Clusters;
using Hami.Tests.Admission;
using Xunit;

namespace Hami.Tests.Playground;

/// <summary>The shipped cluster files: what they announce is what each vendor reads.</summary>
public sealed class ExampleClusterTests
{
    public static TheoryData<string> Files => [.. RepositoryFiles.In("examples/clusters")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_announces_devices_without_fault(string file)
    {
        var nodes = Load(file);
        var announcements = nodes.SelectMany(node => ConfiguredVendors.Default.All.Select(vendor => vendor.Announce(ExampleCluster.CoreNode(node)))).ToList();

        Assert.All(announcements, announcement => Assert.Null(announcement.Fault));
        var ids = announcements.SelectMany(announcement => announcement.Devices).Select(device => device.Id).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("small.yaml", 9, 98)]
    [InlineData("burst.yaml", 20, 160)]
    [InlineData("burst-lock.yaml", 20, 160)]
    [InlineData("hundred.yaml", 100, 800)]
    [InlineData("large-sample.yaml", 5000, 1600)]
    public void A_file_has_as_many_nodes_and_devices_as_its_first_line_says(string file, int nodes, int devices)
    {
        var cluster = Load($"examples/clusters/{file}");
        Assert.Equal(nodes, cluster.Count);
        Assert.Equal(devices, cluster.Sum(node => ConfiguredVendors.Default.All.Sum(vendor => vendor.Announce(ExampleCluster.CoreNode(node)).Devices.Count)));
    }

    [Fact]
    public void The_small_cluster_has_four_vendors_both_ways_of_handover_and_a_node_that_is_not_ours()
    {
        var nodes = Load("examples/clusters/small.yaml");
        var vendors = nodes.SelectMany(node => ConfiguredVendors.Default.All.Where(vendor => vendor.Announce(ExampleCluster.CoreNode(node)).Devices.Count > 0));

        Assert.Equal(["BI-V150", "DCU", "MLU", "MR-V100", "NVIDIA"], vendors.Select(vendor => vendor.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["cdi", "lock"], nodes.Select(node => node.Annotations.GetValueOrDefault("hami.io/node-handover")).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(nodes, node => node.Annotations.ContainsKey("hami.io/node-nvidia-register") && !node.Labels.ContainsKey("gpu"));
    }

    [Fact]
    public void The_nodes_with_GPUs_of_the_large_cluster_lie_outside_kube_schedulers_sample()
    {
        var names = Load("examples/clusters/large-sample.yaml").Select(node => node.Name).Order(StringComparer.Ordinal).Take(500);
        Assert.All(names, name => Assert.StartsWith("plain-", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_device_plugin_uses_the_keys_of_its_vendor()
    {
        var reads = Load("examples/clusters/small.yaml").SelectMany(node => node.Plugins).ToList();
        foreach (var vendor in ConfiguredVendors.Default.All.Where(vendor => vendor.Key is "DCU" or "MR-V100" or "BI-V150" or "NVIDIA"))
            Assert.Contains(reads, plugin => plugin.ServesContainers && plugin.Reads == vendor.Description.ToAllocateKey && plugin.LockNamesOwner);

        var mlu = ConfiguredVendors.Default.Find("MLU")!.Description;
        var plugin = Assert.Single(reads, plugin => plugin.Lock == mlu.PrivateLockKey);
        Assert.Contains(plugin.Reads, mlu.OtherDecisionKeys);
        Assert.All(plugin.Sets.Keys, key => Assert.Contains(key, mlu.OtherDecisionKeys));
    }

    private static IReadOnlyList<SimulatedNode> Load(string file) => ClusterFile.Load(RepositoryFiles.Of(file)).Nodes;
}
