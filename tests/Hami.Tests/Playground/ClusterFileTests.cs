using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Playground.Clusters;
using Xunit;

namespace Hami.Tests.Playground;

/// <summary>What a cluster file means, and what is said of one that means nothing.</summary>
public sealed class ClusterFileTests
{
    private const string Gpus = """
        announce: {annotation: register, form: json, resource: example.com/gpu}
        devices: {number: 2, id: "GPU-{node}-{index}", model: M, memory: 1000, split: 4}
        """;

    [Fact]
    public void A_node_without_further_fields_is_a_plain_one()
    {
        var node = Assert.Single(Parse("nodes: [{name: a}]").Nodes);

        Assert.Equal("a", node.Name);
        Assert.Empty(node.Labels);
        Assert.Empty(node.Annotations);
        Assert.Empty(node.Taints);
        Assert.Empty(node.Plugins);
        Assert.False(node.IsUnschedulable);
        Assert.Equal("250", node.Capacity["pods"]);
        Assert.Equal(node.Capacity, node.Allocatable);
    }

    [Fact]
    public void A_count_makes_numbered_nodes_even_where_it_is_one() =>
        Assert.Equal(["a-0", "a-1", "a-2", "b-0", "c"], Parse("nodes: [{name: a, count: 3}, {name: b, count: 1}, {name: c}]").Nodes.Select(node => node.Name));

    [Fact]
    public void A_node_adds_to_the_maps_of_its_template_and_overrides_the_rest()
    {
        var node = Assert.Single(Parse("""
            templates:
              t:
                labels: {kept: "1", changed: "1"}
                capacity: {cpu: "8"}
                handover: cdi
                unschedulable: true
                taints: [{key: k, value: v, effect: NoSchedule}]
            nodes:
              - {name: a, template: t, labels: {changed: "2", added: "2"}, unschedulable: false}
            """).Nodes);

        Assert.Equal(new Dictionary<string, string> { ["kept"] = "1", ["changed"] = "2", ["added"] = "2" }, node.Labels);
        Assert.Equal("8", node.Capacity["cpu"]);
        Assert.Equal("cdi", node.Annotations[AnnotationKeys.NodeHandover]);
        Assert.False(node.IsUnschedulable);
        Assert.Equal(new NodeTaint("k", "v", "NoSchedule"), Assert.Single(node.Taints));
    }

    [Fact]
    public void A_node_that_says_nothing_of_its_handover_announces_none() =>
        Assert.DoesNotContain(AnnotationKeys.NodeHandover, Parse("nodes: [{name: a}]").Nodes[0].Annotations.Keys);

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public void Devices_are_announced_in_either_form(string form)
    {
        var node = Assert.Single(Parse($$"""
            nodes:
              - name: n
                vendors:
                  - announce: {annotation: register, form: {{form}}, resource: example.com/gpu}
                    devices: {number: 2, id: "GPU-{node}-{index}", model: M, memory: 1000, cores: 90, split: 4, numa: [0, 1], broken: [1]}
            """).Nodes);

        var text = node.Annotations["register"];
        var devices = form == "json" ? NodeJsonCodec.Decode(text, "V") : NodeTextCodec.Decode(text, "V");
        Assert.Equal(
            [
                new Device { Id = "GPU-n-0", Index = 0, Count = 4, Memory = 1000, Cores = 90, Model = "M", Numa = 0, IsHealthy = true, Vendor = "V" },
                new Device { Id = "GPU-n-1", Index = 1, Count = 4, Memory = 1000, Cores = 90, Model = "M", Numa = 1, IsHealthy = false, Vendor = "V" },
            ],
            devices.Select(device => device with { MigProfiles = [] }));
        Assert.Equal("8", node.Capacity["example.com/gpu"]);
        Assert.Equal("4", node.Allocatable["example.com/gpu"]);
    }

    [Fact]
    public void Links_are_announced_both_ways()
    {
        var node = Assert.Single(Parse("""
            nodes:
              - name: n
                vendors:
                  - announce: {annotation: register, form: json, resource: example.com/gpu}
                    devices:
                      number: 3
                      id: G-{node}-{index}
                      model: M
                      memory: 1
                      links: {annotation: links, otherwise: 10, pairs: [[0, 2, 200]]}
            """).Nodes);

        var links = PairScoresCodec.Decode(node.Annotations["links"]);
        Assert.Equal((200, 200, 10, 10), (links.Between("G-n-0", "G-n-2"), links.Between("G-n-2", "G-n-0"), links.Between("G-n-0", "G-n-1"), links.Between("G-n-1", "G-n-2")));
    }

    [Fact]
    public void Hardware_instances_are_announced_with_their_places()
    {
        var node = Assert.Single(Parse("""
            nodes:
              - name: n
                vendors:
                  - announce: {annotation: register, form: json, resource: example.com/gpu}
                    devices:
                      number: 1
                      id: G-{node}
                      model: M
                      memory: 40960
                      mode: mig
                      migProfiles: [{name: 3g.20gb, memory: 20096, cores: 43, slices: 3, size: 4, starts: [0, 4]}]
            """).Nodes);

        var profile = Assert.Single(Assert.Single(NodeJsonCodec.Decode(node.Annotations["register"], "V")).MigProfiles);
        Assert.Equal(("3g.20gb", 20096, 43, 3), (profile.Name, profile.Memory, profile.Cores, profile.SliceCount));
        Assert.Equal([new MigPlacement(0, 4), new MigPlacement(4, 4)], profile.Placements);
    }

    [Fact]
    public void A_plugin_is_what_the_file_says_of_it()
    {
        var plugins = Parse("""
            nodes:
              - name: n
                vendors:
                  - agent: {toAllocate: list, lock: shared, phase: true}
                  - agent: {reads: profile, set: {assigned: "true"}, lock: private, lockAnnotation: mine}
                  - agent: {reads: other}
            """).Nodes[0].Plugins;

        Assert.Equal(("list", true, true, AnnotationKeys.NodeLock, true), (plugins[0].Reads, plugins[0].ServesContainers, plugins[0].ReportsPhase, plugins[0].Lock, plugins[0].LockNamesOwner));
        Assert.Equal(("profile", false, false, "mine", false), (plugins[1].Reads, plugins[1].ServesContainers, plugins[1].ReportsPhase, plugins[1].Lock, plugins[1].LockNamesOwner));
        Assert.Equal("true", plugins[1].Sets["assigned"]);
        Assert.Null(plugins[2].Lock);
    }

    [Theory]
    [InlineData("", "f.yaml: the file is empty: describe at least one node under 'nodes'")]
    [InlineData("nodes: [}", "f.yaml:1: not YAML: ")]
    [InlineData("- a", "f.yaml:1: expected a mapping with 'nodes'")]
    [InlineData("nodes: [{name: a}]\n---\nnodes: []", "f.yaml:3: a second document: put all nodes into the first")]
    [InlineData("nodes: []", "f.yaml:1: nodes: is missing or empty: describe at least one node")]
    [InlineData("nodes: 3", "f.yaml:1: nodes: expected a list")]
    [InlineData("nodes:\n- {name: a}\nnode: []", "f.yaml:3: node: no such field; known here: nodes, templates")]
    [InlineData("nodes:\n- {name: a}\n- {nmae: b}", "f.yaml:3: nodes[1].name: is missing: expected a text")]
    [InlineData("nodes:\n- {name: A_b}", "f.yaml:2: nodes[0].name: 'A_b' can't name a node: use small letters")]
    [InlineData("nodes:\n- {name: a}\n- {name: a}", "f.yaml:3: nodes[1].name: a second node 'a': rename one of the two")]
    [InlineData("nodes:\n- name: a\n  count: many", "f.yaml:3: nodes[0].count: 'many': expected a whole number from 1, without a unit")]
    [InlineData("nodes:\n- name: a\n  count: 0", "f.yaml:3: nodes[0].count: '0': expected a whole number from 1")]
    [InlineData("nodes:\n- name: a\n  count: 2000000000", "f.yaml:3: nodes[0].count: more than 20000 nodes: make it smaller")]
    [InlineData("templates: {t: {}}\nnodes:\n- {name: a, template: u}", "f.yaml:3: nodes[0].template: no template 'u'; there are: t")]
    [InlineData("templates: {t: {lables: {}}}\nnodes: [{name: a}]", "f.yaml:1: templates.t.lables: no such field; known here: annotations, capacity, handover, labels, taints, unschedulable, vendors")]
    [InlineData("nodes:\n- name: a\n  labels: [x]", "f.yaml:3: nodes[0].labels: expected a mapping of fields to values")]
    [InlineData("nodes:\n- name: a\n  handover: csi", "f.yaml:3: nodes[0].handover: 'csi': expected one of cdi, lock")]
    [InlineData("nodes:\n- name: a\n  unschedulable: yes", "f.yaml:3: nodes[0].unschedulable: 'yes': expected true or false")]
    [InlineData("nodes:\n- name: a\n  capacity: {memory: 16GB}", "f.yaml:3: nodes[0].capacity: memory: '16GB' is no amount: write a number, with a suffix such as Mi or Gi")]
    [InlineData("nodes:\n- name: a\n  capacity: {memory: -1}", "f.yaml:3: nodes[0].capacity: memory: '-1' is no amount")]
    [InlineData("nodes:\n- name: a\n  taints: [{key: k, effect: Never}]", "f.yaml:3: nodes[0].taints[0].effect: 'Never': expected one of NoSchedule, PreferNoSchedule, NoExecute")]
    public void A_bad_file_is_refused_with_its_line_field_and_remedy(string text, string error) =>
        Assert.StartsWith(error, Refusal(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("number: 2", "number: 0", "devices.number: '0': expected a whole number from 1")]
    [InlineData("number: 2", "number: 999", "devices.number: more than 128 devices: make it smaller")]
    [InlineData("memory: 1000", "memory: 16Gi", "devices.memory: '16Gi': expected a whole number from 1, without a unit")]
    [InlineData(", memory: 1000", "", "devices.memory: is missing: expected a whole number from 1")]
    [InlineData("GPU-{node}-{index}", "GPU-{node}", "devices.id: 'GPU-{node}': no two devices may have one id: write it with {node} and {index}")]
    [InlineData("GPU-{node}-{index}", "GPU-{index}", "devices.id: 'GPU-{index}': no two devices may have one id")]
    [InlineData("split: 4", "numa: [0]", "devices.numa: 1 numbers for 2 devices: give one for each")]
    [InlineData("split: 4", "broken: [2]", "devices.broken: the devices are 0 to 1")]
    [InlineData("split: 4", "mode: mig", "devices.migProfiles: mode mig and migProfiles go together: give both or neither")]
    [InlineData("split: 4", "links: {annotation: l, pairs: [[0, 2, 1]]}", "devices.links.pairs: [0, 2, 1]: expected two of the devices 0 to 1, and their score")]
    [InlineData("split: 4", "links: {annotation: l, pairs: [[0, 1]]}", "devices.links.pairs[0]: expected a list of 3 numbers")]
    [InlineData("form: json", "form: xml", "announce.form: 'xml': expected one of json, text")]
    [InlineData("form: json", "form: text, form2: x", "announce.form2: no such field; known here: annotation, form, resource")]
    [InlineData("model: M", "model: \"M,1\"", null)]
    public void A_bad_device_is_refused(string part, string by, string? error)
    {
        var text = Indent(Gpus.Replace(part, by));
        if (error is null) Assert.Single(Parse(text).Nodes);
        else Assert.StartsWith($"nodes[0].vendors[0].{error}", Refusal(text).Split(": ", 2)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_separator_in_a_text_form_is_refused_where_it_would_move_fields() =>
        Assert.Contains(
            "nodes[0].vendors[0].devices: model \"M,1\"",
            Refusal(Indent(Gpus.Replace("json", "text").Replace("model: M", "model: \"M,1\""))));

    [Theory]
    [InlineData("{phase: true}", "agent.toAllocate: expected either this (the pod's device list to be served) or 'reads'")]
    [InlineData("{reads: a, toAllocate: b}", "agent.toAllocate: expected either this")]
    [InlineData("{reads: a, lock: private}", "agent.lockAnnotation: is missing: a private lock has a key of its own")]
    [InlineData("{reads: a, lock: shared, lockAnnotation: b}", "agent.lockAnnotation: only a private lock has a key of its own: remove it")]
    [InlineData("{reads: a, lock: open}", "agent.lock: 'open': expected one of shared, private, none")]
    public void A_bad_agent_is_refused(string agent, string error) =>
        Assert.Contains($"nodes[0].vendors[0].{error}", Refusal($"nodes: [{{name: a, vendors: [{{agent: {agent}}}]}}]"));

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.StartsWith("no/such.yaml: can't be read: ", Assert.Throws<ClusterFileException>(() => ClusterFile.Load("no/such.yaml")).Message, StringComparison.Ordinal);

    private static string Indent(string block) => $"nodes:\n- name: n\n  vendors:\n  - {block.Replace("\n", "\n    ")}";

    private static ClusterDescription Parse(string text) => ClusterFile.Parse("f.yaml", text);

    private static string Refusal(string text) => Assert.Throws<ClusterFileException>(() => Parse(text)).Message;
}
