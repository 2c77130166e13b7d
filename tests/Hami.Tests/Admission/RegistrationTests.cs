using System.Text.RegularExpressions;
using Hami.Core.Admission;
using Hami.Tests.Playground;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>The registrations in <c>deploy/webhook</c>. Two of them need newer servers than the one that is run here: they are held to the code as text.</summary>
public sealed partial class RegistrationTests
{
    [Theory]
    [InlineData("guard-1.28.yaml")]
    [InlineData("policy.yaml")]
    public void Its_keys_are_those_of_the_code(string file) =>
        Assert.Equal(new GuardedKeys(ConfiguredVendors.Default).Annotations.Order(), ListWith(Read(file), "hami.io/vgpu-time").Order());

    [Theory]
    [InlineData("guard-1.28.yaml")]
    [InlineData("policy.yaml")]
    public void It_knows_the_labels_of_the_code(string file) =>
        Assert.All(new GuardedKeys(ConfiguredVendors.Default).Labels, label => Assert.Contains($"'{label}' in", Read(file)));

    [Fact]
    public void The_policys_node_agents_own_the_keys_that_they_own_in_the_code() =>
        Assert.Equal(new GuardedKeys(ConfiguredVendors.Default).OfNodeAgents.Order(), ListWith(Read("policy.yaml"), "hami.io/bind-phase").Order());

    // A priority alone asks for no device.
    [Theory]
    [InlineData("guard-1.28.yaml")]
    [InlineData("policy.yaml")]
    public void Its_resources_are_those_by_which_devices_are_asked_for(string file) =>
        Assert.Equal(
            ConfiguredVendors.Default.All.SelectMany(vendor => vendor.Description.ResourceNames).Where(name => name != "nvidia.com/priority").Order(),
            ListWith(Read(file), "nvidia.com/gpu").Order());

    [Fact]
    public void The_policys_variables_are_those_of_the_code()
    {
        var pattern = VariablePattern().Match(Read("policy.yaml")).Groups[1].Value;
        Assert.Equal(
            GrantVariables.Names.Select(name => GrantVariables.NumberedNames.Contains(name) ? $"{name}(_[0-9]+)?" : name).Order(),
            pattern.Split('|').Order());
    }

    [Theory]
    [InlineData("guard-1.28.yaml", 1)]
    [InlineData("policy.yaml", 24)]
    public void Its_expressions_are_closed(string file, int count)
    {
        var expressions = Expressions(Read(file)).ToArray();
        Assert.Equal(count, expressions.Length);
        Assert.All(expressions, AssertClosed);
    }

    [Fact]
    public void The_policy_uses_only_variables_that_it_has_defined_before()
    {
        var defined = new HashSet<string>();
        foreach (Match match in DefinitionOrUse().Matches(Read("policy.yaml")))
        {
            if (match.Groups["defined"].Success) defined.Add(match.Groups["defined"].Value);
            else Assert.Contains(match.Groups["used"].Value, defined);
        }

        Assert.Equal(18, defined.Count);
    }

    [Theory]
    [InlineData("guard.yaml", 2)]
    [InlineData("guard-1.28.yaml", 1)]
    public void The_guard_fails_closed_in_both_versions_whatever_a_pods_labels(string file, int webhooks)
    {
        var text = Read(file);
        Assert.Equal(webhooks, Count(text, "admissionReviewVersions: [v1, v1beta1]"));
        Assert.Equal(webhooks, Count(text, "failurePolicy: Fail"));
        Assert.Equal(webhooks, Count(text, "sideEffects: None"));
        Assert.Equal(webhooks, Count(text, "timeoutSeconds: 5"));
        Assert.Equal(webhooks, Count(text, "path: /guard"));
        Assert.DoesNotContain("hami.io/webhook", text);
    }

    [Theory]
    [InlineData("guard.yaml")]
    [InlineData("guard-1.28.yaml")]
    [InlineData("policy.yaml")]
    public void All_ways_to_write_a_pod_are_guarded(string file)
    {
        Assert.Contains("resources: [pods, pods/binding, bindings], operations: [CREATE]", Read(file));
        Assert.Contains("resources: [pods, pods/status, pods/ephemeralcontainers], operations: [UPDATE]", Read(file));
    }

    [Fact]
    public void The_mutating_webhook_is_registered_as_the_originals_and_may_be_skipped()
    {
        var text = Read("mutating.yaml");
        string[] parts =
        [
            "name: vgpu.hami.io", "path: /webhook", "admissionReviewVersions: [v1, v1beta1]", "failurePolicy: Ignore", "matchPolicy: Equivalent",
            "reinvocationPolicy: Never", "sideEffects: None", "timeoutSeconds: 10", "resources: [pods], operations: [CREATE], scope: \"*\"",
        ];
        Assert.All(parts, part => Assert.Contains(part, text));
        Assert.Equal(2, Count(text, "{key: hami.io/webhook, operator: NotIn, values: [ignore]}"));
    }

    [Theory]
    [InlineData("guard-1.28.yaml")]
    [InlineData("policy.yaml")]
    public void It_says_that_it_was_not_run(string file) => Assert.Contains("NOT RUN by our tests", Read(file));

    private static string Read(string file) => File.ReadAllText(RepositoryFiles.Of($"deploy/webhook/{file}"));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    // The list of quoted names that holds the given one.
    private static IEnumerable<string> ListWith(string text, string name)
    {
        var within = text.IndexOf($"'{name}',", StringComparison.Ordinal);
        var list = text[text.LastIndexOf('[', within)..text.IndexOf(']', within)];
        return Quoted().Matches(list).Select(match => match.Groups[1].Value);
    }

    private static IEnumerable<string> Expressions(string text) => Expression().Matches(text).Select(match => match.Groups["body"].Value);

    private static void AssertClosed(string expression)
    {
        var open = new Stack<char>();
        var isQuoted = false;
        foreach (var character in expression)
        {
            if (character == '\'') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (character is '(' or '[' or '{') open.Push(character);
            if (character is ')' or ']' or '}') Assert.Equal(character, open.Pop() switch { '(' => ')', '[' => ']', _ => '}' });
        }

        Assert.False(isQuoted);
        Assert.Empty(open);
        Assert.DoesNotMatch(@"(&&|\|\||[?:,+]|[=!]=)\s*$", expression);
        Assert.DoesNotMatch(@"^\s*(&&|\|\||[?:,+])", expression);
    }

    [GeneratedRegex(@"'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"matches\('\^\((.*)\)\$'\)")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"expression: >-\n(?<body>(?: {8,}\S.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Expression();

    [GeneratedRegex(@"^    - name: (?<defined>\w+)|variables\.(?<used>\w+)", RegexOptions.Multiline)]
    private static partial Regex DefinitionOrUse();
}
