using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Hami.Tests.Architecture;

/// <summary>What may know of what (docs/architecture.md).</summary>
public sealed partial class DependencyTests
{
    /// <summary>Each project with those that it may name; the executable comes last.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Hami.Core"] = [],
        ["Hami.Kubernetes"] = ["Hami.Core"],
        ["Hami.Scheduler"] = ["Hami.Kubernetes"],
        ["Hami.Node"] = ["Hami.Kubernetes"],
        ["Hami.Playground"] = ["Hami.Kubernetes"],
        ["Hami"] = ["Hami.Scheduler", "Hami.Node", "Hami.Playground"],
    };

    /// <summary>The folders of the core: each may know of those before it.</summary>
    private static readonly string[] CoreFolders = ["Requests", "Devices", "Protocol", "Placement", "Admission", "Vendors"];

    public static TheoryData<string> ProjectFiles => [.. Checkout.Files("src").Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal))];

    public static TheoryData<string> Folders => [.. CoreFolders];

    [Theory]
    [MemberData(nameof(ProjectFiles))]
    public void Projects_refer_one_way(string file)
    {
        var project = Path.GetFileNameWithoutExtension(file);
        var references = XDocument.Parse(Checkout.Read(file)).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.True(Projects.TryGetValue(project, out var allowed), $"{project} has no place in the order");
        Assert.Subset(allowed.ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void The_core_needs_no_package_and_no_framework_but_the_runtime()
    {
        var project = XDocument.Parse(Checkout.Read("src/Hami.Core/Hami.Core.csproj"));
        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folders_of_the_core_know_only_of_those_before_them(string folder)
    {
        var later = CoreFolders[(Array.IndexOf(CoreFolders, folder) + 1)..];
        var files = Checkout.Files($"src/Hami.Core/{folder}").Where(static file => file.EndsWith(".cs", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(CoreNamespace().Matches(Checkout.Read(file)), use => later.Contains(use.Groups[1].Value)));
    }

    [Fact]
    public void Every_folder_of_the_core_has_its_place() =>
        Assert.Subset(CoreFolders.ToHashSet(), Checkout.Files("src/Hami.Core").Where(static file => file.Count(static sign => sign == '/') > 2).Select(static file => file.Split('/')[2]).ToHashSet());

    /// <summary>The clock and the outside are handed in, so that every decision can be replayed.</summary>
    [Fact]
    public void The_core_reads_no_clock_and_no_file()
    {
        foreach (var file in Checkout.Files("src/Hami.Core").Where(static file => file.EndsWith(".cs", StringComparison.Ordinal)))
            Assert.False(Outside().IsMatch(Checkout.Read(file)), $"{file}: {Outside().Match(Checkout.Read(file)).Value}");
    }

    // A use by its full name counts like a using; the namespace that a file is in doesn't.
    [GeneratedRegex(@"(?<!namespace )\bHami\.Core\.([A-Z]\w*)")]
    private static partial Regex CoreNamespace();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset)\.(Utc)?Now\b|\bTimeProvider\b|\bStopwatch\b|\bFile\.\w+|\bDirectory\.\w+|\bEnvironment\.(Get|Exit|Tick)\w*|\bHttpClient\b|\bSocket\b|\bRandom\b|\bGuid\.NewGuid\b|\bThread\.Sleep\b|\bTask\.(Run|Delay)\b")]
    private static partial Regex Outside();
}
