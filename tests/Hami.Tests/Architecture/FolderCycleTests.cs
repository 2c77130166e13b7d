using System.Text.RegularExpressions;
using Hami.Core.Placement;
using Hami.Kubernetes.Api;
using Hami.Nodes.Region;
using Hami.Scheduler;
using Xunit;

namespace Hami.Tests.Architecture;

/// <summary>Folders inside a project have a direction too, and what was compiled keeps to the projects' order.</summary>
public sealed partial class FolderCycleTests
{
    public static TheoryData<string> Projects =>
        [.. Checkout.Files("src").Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(static file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_comes_back_to_itself(string project)
    {
        var uses = new Dictionary<string, HashSet<string>>();
        foreach (var file in Checkout.Files($"src/{project}").Where(static file => file.EndsWith(".cs", StringComparison.Ordinal) && file.Count(static sign => sign == '/') > 2))
        {
            var folder = file.Split('/')[2];
            if (!uses.TryGetValue(folder, out var others)) uses[folder] = others = [];
            others.UnionWith(Use().Matches(Checkout.Read(file)).Where(use => use.Groups["project"].Value == Namespace(project)).Select(use => use.Groups["folder"].Value).Where(other => other != folder));
        }

        foreach (var folder in uses.Keys)
        {
            var way = WayBack(uses, folder, folder, []);
            Assert.True(way is null, $"{project}: {folder} → {string.Join(" → ", way ?? [])}");
        }
    }

    [Theory]
    [InlineData(typeof(Vendor), new string[0])]
    [InlineData(typeof(ApiClient), new[] { "Hami.Core" })]
    [InlineData(typeof(SchedulerHost), new[] { "Hami.Core", "Hami.Kubernetes" })]
    [InlineData(typeof(RegionLayout), new[] { "Hami.Core", "Hami.Kubernetes" })]
    public void What_was_compiled_knows_only_of_those_below(Type one, string[] below) =>
        Assert.Subset(below.ToHashSet(), one.Assembly.GetReferencedAssemblies().Select(static other => other.Name!).Where(static name => name.StartsWith("Hami", StringComparison.Ordinal)).ToHashSet());

    private static string Namespace(string project) => project == "Hami.Node" ? "Hami.Nodes" : project;

    private static List<string>? WayBack(Dictionary<string, HashSet<string>> uses, string from, string to, HashSet<string> seen)
    {
        foreach (var next in uses.GetValueOrDefault(from) ?? [])
        {
            if (next == to) return [next];
            if (seen.Add(next) && WayBack(uses, next, to, seen) is { } rest) return [next, .. rest];
        }

        return null;
    }

    [GeneratedRegex(@"^(global )?using (static )?(?<project>Hami(\.(Core|Kubernetes|Scheduler|Nodes|Playground))?)\.(?<folder>[A-Z]\w*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Use();
}
