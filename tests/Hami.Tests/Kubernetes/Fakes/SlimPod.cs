using System.Text.Json;
using Hami.Kubernetes.Watch;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>A slim type as a user of the library writes one: identity and one field.</summary>
public sealed record SlimPod(string Namespace, string Name, string Uid, string ResourceVersion, string Node) : IResource;

public sealed class SlimPodReader : IResourceReader<SlimPod>
{
    public SlimPod Read(ref Utf8JsonReader reader)
    {
        string ns = "", name = "", uid = "", version = "", node = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = reader.ValueTextEquals("metadata"u8) ? 'm' : reader.ValueTextEquals("spec"u8) ? 's' : ' ';
            reader.Read();
            if (part == ' ')
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = reader.GetString();
                reader.Read();
                switch (part, field)
                {
                    case ('m', "namespace"): ns = reader.GetString()!; break;
                    case ('m', "name"): name = reader.GetString()!; break;
                    case ('m', "uid"): uid = reader.GetString()!; break;
                    case ('m', "resourceVersion"): version = reader.GetString()!; break;
                    case ('s', "nodeName"): node = reader.GetString()!; break;
                    default: reader.Skip(); break;
                }
            }
        }

        return new SlimPod(ns, name, uid, version, node);
    }
}
