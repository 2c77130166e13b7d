using System.Text.Json;

namespace Hami.Tests.Vectors;

/// <summary>The golden vectors (README.md beside this file): scenarios with the answers of the original.</summary>
public static class VectorFile
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Vectors");

    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> Configs = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "configs.json"))).RootElement.EnumerateObject()
            .ToDictionary(config => config.Name, config => config.Value));

    private static readonly Lazy<IReadOnlyList<Scenario>> AllScenarios = new(() =>
        [.. Directory.EnumerateFiles(Folder, "*.jsonl").Where(IsVectorFile).Order(StringComparer.Ordinal)
            .SelectMany(path => Read(Path.GetFileName(path)))]);

    /// <summary>Every scenario of every file, in order of file name and line.</summary>
    public static IReadOnlyList<Scenario> All => AllScenarios.Value;

    /// <summary>The scenarios of one file, such as <c>codec.jsonl</c>.</summary>
    public static IReadOnlyList<Scenario> Read(string fileName) =>
        [.. Lines(fileName).Select(line => new Scenario(
            fileName, line.GetProperty("id").GetString()!, line.GetProperty("kind").GetString()!, line))];

    /// <summary>The scenarios of one kind (<c>filter</c>, <c>score</c>, <c>sequence</c>, <c>admission</c>, <c>codec</c>), those of <c>defects.jsonl</c> among them.</summary>
    public static IReadOnlyList<Scenario> OfKind(string kind) => [.. All.Where(scenario => scenario.Kind == kind)];

    /// <summary>The device configuration that a scenario names.</summary>
    public static JsonElement Config(string name) => Configs.Value[name];

    internal static IEnumerable<JsonElement> Lines(string fileName) =>
        File.ReadLines(Path.Combine(Folder, fileName))
            .Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement);

    private static bool IsVectorFile(string path) => Path.GetFileName(path) != Deviation.FileName;
}
