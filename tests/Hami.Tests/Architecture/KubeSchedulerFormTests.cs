using System.Text.Json.Nodes;
using Hami.Tests.Admission;
using Hami.Tests.Playground;
using Xunit;

namespace Hami.Tests.Architecture;

/// <summary>The forms of kube-scheduler's configuration in deploy/kube-scheduler: its decoder is strict, and an unknown field keeps it from starting.</summary>
public sealed class KubeSchedulerFormTests
{
    private const string Folder = "deploy/kube-scheduler";

    // kubescheduler.config.k8s.io v1 and v1beta2, as published in k8s.io/kube-scheduler (Kubernetes 1.25): the same but for these two.
    private static readonly string[] Common =
        ["apiVersion", "kind", "parallelism", "leaderElection", "clientConnection", "enableProfiling", "enableContentionProfiling", "percentageOfNodesToScore", "podInitialBackoffSeconds", "podMaxBackoffSeconds", "profiles", "extenders"];

    private static readonly string[] V1Beta2Only = ["healthzBindAddress", "metricsBindAddress"];

    private static readonly string[] Extender =
        ["urlPrefix", "filterVerb", "preemptVerb", "prioritizeVerb", "weight", "bindVerb", "enableHTTPS", "tlsConfig", "httpTimeout", "nodeCacheCapable", "managedResources", "ignorable"];

    private static readonly string[] LeaderElection =
        ["leaderElect", "leaseDuration", "renewDeadline", "retryPeriod", "resourceLock", "resourceName", "resourceNamespace"];

    private static readonly string[] Profile = ["schedulerName", "percentageOfNodesToScore", "plugins", "pluginConfig"];

    // kube-scheduler counts these itself too, as in the original: the node's device plugin announces them (vendors.md §14).
    private static readonly string[] Kept = ["cambricon.com/mlu.smlu.vmemory", "cambricon.com/mlu.smlu.vcore"];

    [Theory]
    [InlineData("v1beta1.yaml")]
    [InlineData("v1beta2.yaml")]
    [InlineData("policy.json")]
    public void Every_form_hands_over_the_same_resources(string form) => Assert.Equal(Resources("v1.yaml"), Resources(form));

    /// <summary>What is missing is counted by kube-scheduler against what nodes can't offer, or its pods are never shown to the extender.</summary>
    [Theory]
    [InlineData("v1.yaml")]
    [InlineData("policy.json")]
    public void Every_resource_that_a_vendor_reads_by_default_is_handed_over_but_those_that_it_counts_too(string form)
    {
        var resources = ConfiguredVendors.Default.All.SelectMany(static vendor => vendor.Description.ResourceNames).Where(static name => name.Length > 0);
        Assert.Equal(Kept, resources.Except(Resources(form)));
    }

    [Theory]
    [InlineData("v1.yaml")]
    [InlineData("v1beta1.yaml")]
    [InlineData("v1beta2.yaml")]
    [InlineData("policy-settings.yaml")]
    public void All_nodes_are_looked_at_where_the_form_can_say_so(string form) => Assert.Equal("100", $"{Load(form)["percentageOfNodesToScore"]}");

    [Theory]
    [InlineData("v1.yaml", "v1")]
    [InlineData("v1beta2.yaml", "v1beta2")]
    public void Only_fields_of_the_published_schema_are_set(string form, string version)
    {
        var config = Load(form);
        Assert.Equal($"kubescheduler.config.k8s.io/{version}", (string?)config["apiVersion"]);
        Assert.Equal("KubeSchedulerConfiguration", (string?)config["kind"]);
        AssertFields(config, version == "v1" ? Common : [.. Common, .. V1Beta2Only]);
        AssertFields(config["leaderElection"]!, LeaderElection);
        Assert.All(config["profiles"]!.AsArray(), profile => AssertFields(profile!, version == "v1" ? Profile : [.. Profile.Where(static field => field != "percentageOfNodesToScore")]));
        Assert.All(config["extenders"]!.AsArray(), extender => AssertFields(extender!, Extender));
        Assert.All(config["extenders"]![0]!["managedResources"]!.AsArray(), resource => AssertFields(resource!, ["name", "ignoredByScheduler"]));
    }

    [Theory]
    [InlineData("v1.yaml")]
    [InlineData("v1beta1.yaml")]
    [InlineData("v1beta2.yaml")]
    [InlineData("policy.json")]
    public void The_extender_is_the_one_beside_it_and_is_sent_names(string form)
    {
        var extender = Assert.Single(Load(form)["extenders"]!.AsArray())!;
        Assert.True(new Uri((string)extender["urlPrefix"]!).IsLoopback);
        Assert.Equal(("filter", "bind"), ((string?)extender["filterVerb"], (string?)extender["bindVerb"]));
        Assert.Equal("true", $"{extender["nodeCacheCapable"]}");
        Assert.Null(extender["ignorable"]); // without the extender no device pod may be placed
        Assert.Contains($"{extender["httpTimeout"]}", (string[])["30s", "30000000000"]);
        Assert.All(extender["managedResources"]!.AsArray(), resource => Assert.Equal("true", $"{resource!["ignoredByScheduler"]}"));
    }

    private static void AssertFields(JsonNode node, IEnumerable<string> known) => Assert.Subset(known.ToHashSet(), node.AsObject().Select(static field => field.Key).ToHashSet());

    private static List<string> Resources(string form)
    {
        var names = Load(form)["extenders"]![0]!["managedResources"]!.AsArray().Select(static resource => (string)resource!["name"]!).ToList();
        Assert.Equal(names.Distinct(), names);
        return names;
    }

    private static JsonObject Load(string form) => form.EndsWith(".json", StringComparison.Ordinal)
        ? JsonNode.Parse(Checkout.Read($"{Folder}/{form}"))!.AsObject()
        : Assert.Single(ExampleManifest.Load($"{Folder}/{form}").Objects);
}
