using Hami.Cli;
using Hami.Core.Vendors;
using Hami.Scheduler.Configuration;
using Xunit;

namespace Hami.Tests.Cli;

/// <summary><c>docs/configuration.md</c> is written from the definitions that the program reads with.</summary>
public sealed class ConfigurationPageTests
{
    [Fact]
    public void The_page_in_the_repository_is_fresh()
    {
        var path = Path.Combine(Root(), "docs", "configuration.md");
        var page = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(page == ConfigurationPage.Render(), $"docs/configuration.md is stale: run\n  ./hami docs-configuration > docs/configuration.md\n{FirstDifference(page)}");
    }

    [Fact]
    public void It_holds_every_flag_variable_section_and_key()
    {
        var page = ConfigurationPage.Render();
        var names = SchedulerFlags.All.Select(flag => flag.Spelling)
            .Concat(SchedulerVariables.All.SelectMany(variable => variable.Name.Split(", ")))
            .Concat(VendorRegistry.Sections.Select(section => section.Name))
            .Concat(VendorRegistry.Sections.SelectMany(section => section.Keys).Select(key => key.Name))
            .Concat(VendorRegistry.LaterSections);
        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_flag_has_a_name_of_its_own() =>
        Assert.Equal(SchedulerFlags.All.Count, SchedulerFlags.All.Select(flag => flag.Name).Distinct().Count());

    private static string FirstDifference(string page)
    {
        foreach (var (is_, should) in page.Split('\n').Zip(ConfigurationPage.Render().Split('\n')))
        {
            if (is_ != should) return $"- {is_}\n+ {should}";
        }

        return "one of the two ends earlier";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hami.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests don't run inside the repository");
    }
}
