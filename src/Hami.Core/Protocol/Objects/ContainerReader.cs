using System.Text.Json;
using Hami.Core.Requests;

namespace Hami.Core.Protocol.Objects;

/// <summary>Reads the containers of a pod.</summary>
internal static class ContainerReader
{
    /// <summary>At the member name of the list.</summary>
    public static IReadOnlyList<Container> ReadList(ref Utf8JsonReader reader, string path, KeySelection resources, bool areInit)
    {
        if (!ObjectJson.EntersArray(ref reader, path)) return [];
        var containers = new List<Container>(1);
        while (ObjectJson.NextElement(ref reader))
        {
            var place = new Place(path, containers.Count);
            if (!ObjectJson.IsObject(ref reader, place)) throw ObjectJson.Malformed(ref reader, place, "an object");
            containers.Add(Read(ref reader, place, resources, areInit));
        }

        return containers.ToArray();
    }

    private static Container Read(ref Utf8JsonReader reader, Place place, KeySelection resources, bool isInit)
    {
        var name = "";
        var restartsAlways = false;
        ResourceList limits = ResourceList.Empty, requests = ResourceList.Empty;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) name = ObjectJson.SharedText(ref reader, place.Of("name"));
            else if (reader.ValueTextEquals("restartPolicy"u8)) restartsAlways = ObjectJson.IsText(ref reader, "Always"u8, place.Of("restartPolicy"));
            else if (reader.ValueTextEquals("resources"u8)) ReadResources(ref reader, place, resources, ref limits, ref requests);
            else ObjectJson.Skip(ref reader);
        }

        return new Container { Name = name, Limits = limits, Requests = requests, IsSidecar = isInit && restartsAlways };
    }

    private static void ReadResources(ref Utf8JsonReader reader, Place place, KeySelection resources, ref ResourceList limits, ref ResourceList requests)
    {
        if (!ObjectJson.EntersObject(ref reader, place.Of("resources"))) return;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("limits"u8)) limits = ResourceListReader.Read(ref reader, place.Of("resources.limits"), resources);
            else if (reader.ValueTextEquals("requests"u8)) requests = ResourceListReader.Read(ref reader, place.Of("resources.requests"), resources);
            else ObjectJson.Skip(ref reader);
        }
    }
}
