using System.Text;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Configuration;
using Hami.Scheduler.Configuration;

namespace Hami.Cli;

/// <summary>Writes <c>docs/configuration.md</c> from the definitions that the program reads with.</summary>
internal static class ConfigurationPage
{
    /// <summary>The page.</summary>
    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # Configuration

            <!-- Written by `./hami docs-configuration > docs/configuration.md`; a test fails when it is stale. -->

            Everything that `hami scheduler` is told: its flags, the environment variables that it reads, and the keys of the device
            configuration. All of it is read once, at the start. Whatever is wrong is told at once, with place and remedy, and the program ends:
            with exit code 2 for the command line and variables, with 1 for the device configuration.

            ## Flags of `hami scheduler`

            Written `--flag=value` or `--flag value`; a switch may stand alone for `true`. Of a flag given twice the last counts, of a list both.
            Durations are written as in Go: `5m`, `28s`, `1h30m`.


            """);
        foreach (var group in SchedulerFlags.All.GroupBy(static flag => flag.Group)) WriteFlags(page, group);
        WriteVariables(page);
        WriteSections(page);
        return page.ToString();
    }

    private static void WriteFlags(StringBuilder page, IGrouping<FlagGroup, Flag> group)
    {
        page.Append(group.Key switch
        {
            FlagGroup.Listening => "### Listening\n\n",
            FlagGroup.Devices => "### Devices\n\n",
            FlagGroup.Placement => "### Placement\n\n",
            FlagGroup.Admission => "### Admission\n\n",
            FlagGroup.ApiServer => "### API server\n\n",
            FlagGroup.Replicas => "### Several replicas\n\n",
            FlagGroup.Observation => "### Metrics and logs\n\n",
            FlagGroup.Vendors => "### Vendors\n\nThe names count only while there is no configuration file, which supersedes them. Flags of vendors that aren't supported\nyet are accepted without effect.\n\n",
            _ => "### Accepted without effect\n\nBecause the original has them.\n\n",
        });
        page.Append("| flag | default | values | effect |\n|---|---|---|---|\n");
        foreach (var flag in group) WriteRow(page, Code(flag.Spelling), Code(flag.DefaultText), flag.TypeName, flag.Effect);
        page.Append('\n');
    }

    private static void WriteVariables(StringBuilder page)
    {
        page.Append("## Environment variables\n\n| variable | default | effect |\n|---|---|---|\n");
        foreach (var variable in SchedulerVariables.All)
            WriteRow(page, string.Join(", ", variable.Name.Split(", ").Select(Code)), variable.Default == "none" ? "none" : Code(variable.Default), variable.Effect);
        page.Append("\nWith `--leader-elect` the host name (in a pod, the pod's name) tells whether kube-scheduler in the same pod holds the lease.\n\n");
    }

    private static void WriteSections(StringBuilder page)
    {
        page.Append("""
            ## Device configuration

            The file of `--device-config-file`, YAML or JSON, with a section for each vendor. Without the flag every section has its defaults.
            With a file, a vendor without a section has no devices, and a key that a section doesn't give has its default. Unknown sections
            and keys are refused. "agent" stands for the node agent, which reads the same file: the scheduler checks such keys and leaves them be.

            ```yaml
            nvidia:
              resourceCountName: nvidia.com/gpu
              resourceMemoryName: nvidia.com/gpumem
              resourceCoreName: nvidia.com/gpucores
              defaultCores: 10
            ```


            """);
        foreach (var section in VendorRegistry.Sections) WriteSection(page, section);
        page.Append("### Other top-level keys\n\n");
        page.Append($"- {List(VendorRegistry.LaterSections)}: vendors of the original that aren't supported yet; accepted, told of in the log, without effect.\n");
        page.Append($"- {List(VendorRegistry.NodeAgentKeys)}: keys of NVIDIA's own device plugin, which may be in the same file; left be.\n");
    }

    private static void WriteSection(StringBuilder page, VendorSection section)
    {
        page.Append($"### {Code(section.Name)}: {section.Title}\n\n");
        if (section.IsList) page.Append("A list; each entry has these keys.");
        if (section.EnabledBy is { } flag) page.Append($" Counts only with {Code($"--{flag}")}.");
        if (section.IsList || section.EnabledBy is not null) page.Append("\n\n");
        page.Append("| key | default | values | effect | used by |\n|---|---|---|---|---|\n");
        foreach (var key in section.Keys)
            WriteRow(page, Code(key.Name), key.IsRequired && key.DefaultText == "\"\"" ? "must be given" : Code(key.DefaultText), key.TypeName, key.Effect, Users(key.UsedBy));
        page.Append('\n');
        foreach (var (former, remedy) in section.FormerKeys) page.Append($"{Code(former)} is no longer known: {remedy}.\n\n");
        if (section.DefaultEntries is not { } entries) return;
        page.Append("Without a file, the entries are:\n\n");
        foreach (var entry in entries)
            page.Append($"- {string.Join(", ", entry.Entries.Select(static pair => $"{Code(pair.Key)} {Code(((ConfigScalar)pair.Value).Text)}"))}\n");
        page.Append('\n');
    }

    private static string Users(ConfigUsers users)
    {
        var names = new List<string>();
        if (users.HasFlag(ConfigUsers.Scheduler)) names.Add("scheduler");
        if (users.HasFlag(ConfigUsers.Webhook)) names.Add("webhook");
        if (users.HasFlag(ConfigUsers.NodeAgent)) names.Add("agent");
        return names.Count > 0 ? string.Join(", ", names) : "nothing";
    }

    private static void WriteRow(StringBuilder page, params ReadOnlySpan<string> cells)
    {
        page.Append('|');
        foreach (var cell in cells) page.Append(' ').Append(cell.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |");
        page.Append('\n');
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Code));

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";
}
