using System.Text.RegularExpressions;
using Hami.Core.Vendors.Configuration;

namespace Hami.Core.Vendors.Nvidia;

/// <summary>Which MIG profiles may be made on which models (control-plane.md §9); the first entry that names the model counts.</summary>
/// <param name="Models">Parts of model names.</param>
/// <param name="Profiles">Names of profiles such as <c>1g.10gb</c>.</param>
public sealed partial record MigAllowance(IReadOnlyList<string> Models, IReadOnlyList<string> Profiles)
{
    private const string ModelsKey = "models";
    private const string ProfilesKey = "profiles";

    /// <summary>The list of them in the configuration.</summary>
    internal static readonly ConfigType<IReadOnlyList<MigAllowance>> ListType = new(
        "list of { models: [text], profiles: [name such as 1g.10gb] }, none of them empty", ReadList, static _ => "[]");

    private static IReadOnlyList<MigAllowance> ReadList(ConfigNode node, ConfigFaults faults)
    {
        if (node is ConfigList list) return [.. list.Items.Select((item, i) => ReadOne(item, faults.Of($"entry {i + 1}")))];
        faults.Add(node.Place, $"{node.Kind} is not a list: write entries of the form {{ {ModelsKey}: [A30], {ProfilesKey}: [1g.6gb] }}");
        return [];
    }

    private static MigAllowance ReadOne(ConfigNode node, ConfigFaults faults)
    {
        if (node is not ConfigMap map)
        {
            faults.Add(node.Place, $"{node.Kind} is not an entry: write {{ {ModelsKey}: [A30], {ProfilesKey}: [1g.6gb] }}");
            return new MigAllowance([], []);
        }

        foreach (var entry in map.Entries)
        {
            if (entry.Key is not (ModelsKey or ProfilesKey))
            {
                faults.Add(
                    entry.Place,
                    $"unknown key \"{entry.Key}\"{NearMatch.Question(entry.Key, [ModelsKey, ProfilesKey])}: correct or remove it; known are {ModelsKey}, {ProfilesKey}");
            }
        }

        var profiles = ReadTexts(map, ProfilesKey, faults);
        foreach (var (profile, place) in profiles)
        {
            if (!ProfilePattern().IsMatch(profile))
                faults.Add(place, $"\"{profile}\" is not a MIG profile: write <slices>g.<memory>gb, for example 1g.10gb");
        }

        return new MigAllowance([.. ReadTexts(map, ModelsKey, faults).Select(Text)], [.. profiles.Select(Text)]);

        static string Text((string Text, ConfigPlace Place) item) => item.Text;
    }

    private static List<(string Text, ConfigPlace Place)> ReadTexts(ConfigMap map, string key, ConfigFaults faults)
    {
        var texts = new List<(string, ConfigPlace)>();
        var node = map.Find(key);
        if (node is not ConfigList { IsEmpty: false } list)
        {
            faults.Add(node?.Place ?? map.Place, $"\"{key}\" must be a list that isn't empty: an entry without them would allow nothing");
            return texts;
        }

        foreach (var item in list.Items)
        {
            if (!ConfigTypes.TryReadText(item, faults, out var text)) continue;
            if (text.Length == 0) faults.Add(item.Place, $"\"{key}\" holds an empty text: remove it");
            texts.Add((text, item.Place));
        }

        return texts;
    }

    [GeneratedRegex(@"^[1-9][0-9]*g\..+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ProfilePattern();
}
