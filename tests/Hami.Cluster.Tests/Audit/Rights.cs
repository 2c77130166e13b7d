using Hami.Cluster.Tests.Plane;
using YamlDotNet.RepresentationModel;

namespace Hami.Cluster.Tests.Audit;

/// <summary>What the shipped roles allow, one right for each verb on each resource.</summary>
internal static class Rights
{
    /// <summary>The rights of a manifest's roles, each as <c>verb group/resource</c>.</summary>
    public static IReadOnlyList<string> Of(string manifest)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.Of(manifest))));
        return
        [
            .. from document in stream.Documents
               let root = (YamlMappingNode)document.RootNode
               where Text(root["kind"]) is "Role" or "ClusterRole"
               from rule in (YamlSequenceNode)root["rules"]
               from @group in (YamlSequenceNode)rule["apiGroups"]
               from resource in (YamlSequenceNode)rule["resources"]
               from verb in (YamlSequenceNode)rule["verbs"]
               select Name(Text(verb), Text(@group), Text(resource)),
        ];
    }

    /// <summary>The right that a call took.</summary>
    public static string UsedBy(AuditedCall call) => Name(call.Verb, call.Group, call.Resource);

    private static string Name(string verb, string group, string resource) => group.Length > 0 ? $"{verb} {group}/{resource}" : $"{verb} {resource}";

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
