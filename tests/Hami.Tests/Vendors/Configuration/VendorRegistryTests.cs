using Hami.Core.Placement;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Configuration;
using Hami.Scheduler.Configuration;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Vendors.Configuration;

/// <summary>The device configuration (control-plane.md §11.1, vendors.md §1.1).</summary>
public sealed class VendorRegistryTests
{
    private static readonly VendorFlags WithIluvatar = new(new Dictionary<string, string> { ["enable-iluvatar"] = "true" });

    [Theory]
    [InlineData("default")]
    [InlineData("runtime-class-and-core-policy")]
    [InlineData("nvidia-overwrite-env")]
    [InlineData("nvidia-defaults")]
    [InlineData("memory-factor")]
    [InlineData("nvidia-renamed")]
    [InlineData("ascend-soft-split")]
    [InlineData("metax-topology")]
    public void Every_configuration_of_the_vectors_makes_all_vendors(string name) =>
        Assert.Equal(
            ["NVIDIA", "MLU", "DCU", "MR-V100", "MR-V50", "BI-V150", "BI-V100"],
            Build(VectorFile.Config(name).GetRawText(), WithIluvatar).Vendors.All.Select(vendor => vendor.Key));

    [Fact]
    public void A_configuration_with_one_section_makes_one_vendor() =>
        Assert.Equal(["NVIDIA"], Build(VectorFile.Config("nvidia-only").GetRawText(), WithIluvatar).Vendors.All.Select(vendor => vendor.Key));

    [Fact]
    public void Values_of_the_configuration_reach_the_vendors()
    {
        var vendors = Build("""
            nvidia: { resourceCountName: a.b/gpu, resourceMemoryName: a.b/mem, resourceCoreName: a.b/core, defaultCores: 30, memoryFactor: 16 }
            hygon: { resourceCountName: a.b/dcu, memoryFactor: 0 }
            cambricon: { resourceCountName: a.b/mlu, resourceMemoryName: "" }
            """).Vendors;

        var nvidia = vendors.Find("NVIDIA")!.Description;
        Assert.Equal(("a.b/gpu", "a.b/mem", "a.b/core", 30, 16), (nvidia.CountResource, nvidia.MemoryResource, nvidia.CoreResource, nvidia.DefaultCores, nvidia.MemoryFactor));
        Assert.Equal(["nvidia.com/gpumem-percentage", "nvidia.com/priority"], nvidia.OtherResources);
        var hygon = vendors.Find("DCU")!.Description;
        Assert.Equal(("a.b/dcu", "hygon.com/dcumem", 1), (hygon.CountResource, hygon.MemoryResource, hygon.MemoryFactor));
        Assert.Equal("", vendors.Find("MLU")!.Description.MemoryResource);
    }

    [Fact]
    public void Without_a_configuration_the_charts_defaults_count()
    {
        var vendors = VendorRegistry.Build(null, WithIluvatar, []);
        Assert.Equal(["NVIDIA", "MLU", "DCU", "MR-V100", "MR-V50", "BI-V150", "BI-V100"], vendors.All.Select(vendor => vendor.Key));
        foreach (var vendor in Build(VectorFile.Config("default").GetRawText(), WithIluvatar).Vendors.All)
            Assert.Equal(vendor.Description.ResourceNames, vendors.Find(vendor.Key)!.Description.ResourceNames);
    }

    [Fact]
    public void Iluvatar_needs_its_switch()
    {
        var (vendors, notices) = Build(VectorFile.Config("default").GetRawText());
        Assert.Equal(["NVIDIA", "MLU", "DCU"], vendors.All.Select(vendor => vendor.Key));
        Assert.Contains(notices, notice => notice.EndsWith("section \"iluvatars\" has no effect without --enable-iluvatar", StringComparison.Ordinal));
    }

    [Fact]
    public void Vendor_flags_name_resources_only_while_there_is_no_configuration()
    {
        var flags = new VendorFlags(new Dictionary<string, string> { ["dcu-name"] = "x.y/dcu" });
        Assert.Equal("x.y/dcu", VendorRegistry.Build(null, flags, []).Find("DCU")!.Description.CountResource);

        var (vendors, notices) = Build("hygon: { resourceMemoryName: hygon.com/mem }", flags);
        Assert.Equal("hygon.com/dcunum", vendors.Find("DCU")!.Description.CountResource);
        Assert.Equal(["test.yaml: the configuration file supersedes --dcu-name"], notices);
    }

    [Fact]
    public void Sections_of_later_vendors_are_known_and_told_of()
    {
        var sections = string.Join('\n', VendorRegistry.LaterSections.Select(name => $"{name}: {{ whatever: [1, 2] }}"));
        var (vendors, notices) = Build($"nvidia: {{ resourceCountName: a/b }}\n{sections}");
        Assert.Equal(["NVIDIA"], vendors.All.Select(vendor => vendor.Key));
        Assert.Equal(["test.yaml: sections of vendors that aren't supported yet have no effect: metax, mthreads, enflame, kunlun, awsneuron, amd, vastai, biren, vnpus"], notices);
    }

    [Fact]
    public void Keys_of_the_node_agent_and_of_nvidias_plugin_are_known()
    {
        var (vendors, notices) = Build("""
            version: v1
            flags: { migStrategy: none }
            sharing: { timeSlicing: { resources: [] } }
            nvidia:
              resourceCountName: nvidia.com/gpu
              deviceSplitCount: 10
              deviceMemoryScaling: 1.5
              deviceCoreScaling: 1
              preConfiguredDeviceMemory: 0
              enableNumaTopology: false
              libCudaLogLevel: "3"
              disableCoreLimit: false
              migProfileAllowlist: [{ models: [A30], profiles: [1g.6gb, 2g.12gb+me] }]
            """);
        Assert.Single(vendors.All);
        Assert.Empty(notices);
    }

    [Fact]
    public void Anchors_serve_several_entries()
    {
        var (vendors, _) = Build("""
            iluvatars:
              - { commonWord: A, resourceCountName: x/a, resourceMemoryName: x/am, resourceCoreName: x/ac, chipName: &chip "1" }
              - { commonWord: B, resourceCountName: x/b, resourceMemoryName: x/bm, resourceCoreName: x/bc, chipName: *chip }
            """, WithIluvatar);
        Assert.Equal(["A", "B"], vendors.All.Select(vendor => vendor.Key));
    }

    public static readonly TheoryData<string, string> Faults = new()
    {
        // Unknown keys and sections.
        { "nvidia:\n  resourceCountNam: a/b", "test.yaml:2:3: section \"nvidia\": unknown key \"resourceCountNam\" (did you mean \"resourceCountName\"?): correct or remove it; known are resourceCountName, resourceMemoryName," },
        { "nvidia:\n  DefaultCores: 3", "test.yaml:2:3: section \"nvidia\": unknown key \"DefaultCores\" (did you mean \"defaultCores\"?)" },
        { "hygon: { a: 1 }", "test.yaml:1:10: section \"hygon\": unknown key \"a\": correct or remove it; known are resourceCountName, resourceMemoryName, resourceCoreName, memoryFactor" },
        { "nvidia: { resourceCountName: a/b }\niluvatar: []", "test.yaml:2:1: unknown section \"iluvatar\" (did you mean \"iluvatars\"?): correct or remove it; known are nvidia, cambricon, hygon, iluvatars, metax," },
        { "iluvatars:\n- commonWord: A\n  resourceName: x/a", "test.yaml:3:3: section \"iluvatars\", entry 1: unknown key \"resourceName\"" },
        { "nvidia: { knownMigGeometries: [] }", "test.yaml:1:11: section \"nvidia\": key \"knownMigGeometries\" is no longer known: migProfileAllowlist takes its place" },
        { "nvidia: { migProfileAllowlist: [{ models: [A30], profile: [1g.6gb] }] }", "test.yaml:1:50: section \"nvidia\", key \"migProfileAllowlist\", entry 1: unknown key \"profile\" (did you mean \"profiles\"?)" },

        // Wrong types and values.
        { "nvidia: { resourceCountName: 5 }", "test.yaml:1:30: section \"nvidia\", key \"resourceCountName\": \"5\" is not a text: put it in quotes if it is meant as one" },
        { "nvidia: { resourceCountName: [a] }", "test.yaml:1:30: section \"nvidia\", key \"resourceCountName\": a list is not a text: write one" },
        { "nvidia: { resourceCountName: \"a b\" }", "test.yaml:1:30: section \"nvidia\", key \"resourceCountName\": \"a b\" is not a resource name: write one like example.com/gpu" },
        { "nvidia: { defaultCores: 101 }", "test.yaml:1:25: section \"nvidia\", key \"defaultCores\": \"101\" is not an integer from 0 to 100: write one, without quotes" },
        { "nvidia: { defaultCores: \"10\" }", "key \"defaultCores\": the text \"10\" is not an integer from 0 to 100: write one, without quotes" },
        { "nvidia: { defaultMemory: -1 }", "key \"defaultMemory\": \"-1\" is not an integer from 0 to 2147483647" },
        { "nvidia: { defaultMemory: 1.5 }", "key \"defaultMemory\": \"1.5\" is not an integer from 0 to 2147483647" },
        { "nvidia: { memoryFactor: 4294967296 }", "key \"memoryFactor\": \"4294967296\" is not an integer from 0 to 2147483647" },
        { "nvidia: { overwriteEnv: 1 }", "key \"overwriteEnv\": \"1\" is neither true nor false: write one of them, without quotes" },
        { "nvidia: { gpuCorePolicy: forced }", "key \"gpuCorePolicy\": \"forced\" is none of the words known (did you mean \"force\"?): write one of default, force, disable, \"\"" },
        { "nvidia: { deviceMemoryScaling: wide }", "key \"deviceMemoryScaling\": \"wide\" is not a number from 0 on" },
        { "nvidia: { deviceCoreScaling: .inf }", "key \"deviceCoreScaling\": \".inf\" is not a number from 0 on" },
        { "nvidia: 3", "test.yaml:1:9: section \"nvidia\": is \"3\", not a map of keys" },
        { "iluvatars: { commonWord: A }", "test.yaml:1:12: section \"iluvatars\": is a map, not a list: begin each entry with \"- \"" },
        { "[nvidia]", "test.yaml:1:1: the configuration is a list, not a map of sections" },

        // MIG profiles (control-plane.md §9).
        { "nvidia: { migProfileAllowlist: A30 }", "\"A30\" is not a list: write entries of the form" },
        { "nvidia: { migProfileAllowlist: [{ models: [], profiles: [1g.6gb] }] }", "entry 1: \"models\" must be a list that isn't empty" },
        { "nvidia: { migProfileAllowlist: [{ models: [A30] }] }", "entry 1: \"profiles\" must be a list that isn't empty" },
        { "nvidia: { migProfileAllowlist: [{ models: [A30], profiles: [6gb] }] }", "test.yaml:1:61: section \"nvidia\", key \"migProfileAllowlist\", entry 1: \"6gb\" is not a MIG profile: write <slices>g.<memory>gb, for example 1g.10gb" },

        // Missing, empty, doubled.
        { "nvidia: { resourceCountName: \"\" }", "key \"resourceCountName\": is empty: give it a value (resource name), or leave out the whole section" },
        { "iluvatars:\n- commonWord: A", "test.yaml:2:3: section \"iluvatars\", entry 1, key \"resourceCountName\": is missing: give it a value (resource name)" },
        { "iluvatars:\n- commonWord: \"a,b\"", "key \"commonWord\": \"a,b\" can't be part of an annotation's name" },
        { "", "test.yaml:1:1: all configurations are empty: fill at least one section" },
        { "nvidia:\nhygon: {}\niluvatars: []", "test.yaml:1:1: all configurations are empty" },
        { "metax: { a: 1 }", "no section makes a vendor that can be used: add one of nvidia, cambricon, hygon, iluvatars (with --enable-iluvatar)" },
        { "nvidia: { resourceCountName: a/b, resourceMemoryName: a/b }", "resource \"a/b\" of NVIDIA is also one of NVIDIA: give each its own" },
        { "nvidia: { resourceCountName: a/b }\nhygon: { resourceCountName: a/b }", "test.yaml:2:8: resource \"a/b\" of DCU is also one of NVIDIA: give each its own" },

        // No YAML.
        { "nvidia: { a: 1", "test.yaml:2:1: not valid YAML: " },
        { "nvidia: { defaultCores: 1 }\nnvidia: { defaultCores: 2 }", "test.yaml:2:1: the key \"nvidia\" stands here a second time (the first: test.yaml:1:1): keep one" },
        { "nvidia: { defaultCores: 1 }\n---\nnvidia: {}", "a second document begins here: put everything into one" },
        { "nvidia: *gone", "the alias *gone names no anchor before it" },
        { "? [a]\n: b", "a key must be a text" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_is_told_with_place_section_key_and_remedy(string text, string message) =>
        Assert.Contains(Refusal(text).Faults, fault => fault.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Refusal("nvidia: { defaultCores: 200, gpuCoresPolicy: force }\nhygom: {}").Faults;
        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.StartsWith("test.yaml:", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_costs_anything() =>
        Assert.Contains("nested more than 64 levels deep", Refusal("vnpus: " + new string('[', 1000) + new string(']', 1000)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_gate_that_is_shut_doesnt_hide_faults() =>
        Assert.Contains("unknown key \"commonword\" (did you mean \"commonWord\"?)", Refusal("nvidia: { resourceCountName: a/b }\niluvatars: [{ commonword: A }]").Message, StringComparison.Ordinal);

    private static ConfigException Refusal(string text) => Assert.Throws<ConfigException>(() => Build(text, WithIluvatar));

    private static (VendorSet Vendors, List<string> Notices) Build(string text, VendorFlags? flags = null)
    {
        var notices = new List<string>();
        return (VendorRegistry.Build(YamlTree.Parse(new StringReader(text), "test.yaml"), flags ?? VendorFlags.None, notices), notices);
    }
}
