using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf;
using Hami.Core.Protocol;
using Hami.Nodes.DevicePlugin.Protocol;

namespace Hami.Nodes.Handover;

/// <summary>
/// Reads the kubelet's <c>kubelet_internal_checkpoint</c>: the only place that says which pod and container hold which ids. It isn't an
/// API: what can't be read is an error, never an empty list, for an empty list would be taken for <em>nobody</em>.
/// </summary>
public static class KubeletCheckpoint
{
    /// <summary>The file's name in the device plugin folder.</summary>
    public const string FileName = "kubelet_internal_checkpoint";

    private const string CdiAnnotation = "cdi.k8s.io/";

    /// <summary>Reads all containers' devices.</summary>
    /// <exception cref="MalformedException">No such JSON, an entry without identity, or an answer that isn't one.</exception>
    public static IReadOnlyList<CheckpointEntry> Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(file);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("Data"u8, out var data)
                || data.ValueKind != JsonValueKind.Object
                || !data.TryGetProperty("PodDeviceEntries"u8, out var entries))
            {
                throw new MalformedException($"{FileName}: expected an object with Data.PodDeviceEntries");
            }

            // Go writes an empty slice that was never made as null.
            if (entries.ValueKind == JsonValueKind.Null) return [];
            var read = new List<CheckpointEntry>(entries.GetArrayLength());
            foreach (var entry in entries.EnumerateArray()) read.Add(ReadEntry(entry, read.Count));
            return read;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new MalformedException($"{FileName}: {exception.Message}", exception);
        }
    }

    private static CheckpointEntry ReadEntry(JsonElement entry, int position) => new()
    {
        PodUid = Text(entry, "PodUID"u8, position),
        Container = Text(entry, "ContainerName"u8, position),
        Resource = Text(entry, "ResourceName"u8, position),
        DeviceIds = DeviceIds(entry, position),
        Share = ShareIn(entry, position),
    };

    private static string Text(JsonElement entry, ReadOnlySpan<byte> name, int position) =>
        entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
            ? text
            : throw new MalformedException($"{FileName}: entry {position} has no {System.Text.Encoding.UTF8.GetString(name)}");

    // Since 1.20 by NUMA node, before that a plain list.
    private static FrozenSet<string> DeviceIds(JsonElement entry, int position)
    {
        if (!entry.TryGetProperty("DeviceIDs"u8, out var ids)) throw new MalformedException($"{FileName}: entry {position} has no DeviceIDs");
        var lists = ids.ValueKind == JsonValueKind.Object ? ids.EnumerateObject().Select(static node => node.Value) : [ids];
        return lists.Where(static list => list.ValueKind != JsonValueKind.Null)
            .SelectMany(static list => list.EnumerateArray())
            .Select(id => id.GetString() ?? throw new MalformedException($"{FileName}: entry {position} has a device id that is null"))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    private static ShareName? ShareIn(JsonElement entry, int position)
    {
        if (!entry.TryGetProperty("AllocResp"u8, out var answer) || answer.ValueKind == JsonValueKind.Null) return null;
        ContainerAllocateResponse response;
        try
        {
            response = ContainerAllocateResponse.Parser.ParseFrom(answer.GetBytesFromBase64());
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new MalformedException($"{FileName}: entry {position}: AllocResp: {exception.Message}", exception);
        }

        var shares = NamesIn(response).Distinct().ToList();
        return shares.Count switch
        {
            0 => null,
            1 => shares[0],
            _ => throw new MalformedException($"{FileName}: entry {position} names {shares.Count} shares, expected one"),
        };
    }

    private static IEnumerable<ShareName> NamesIn(ContainerAllocateResponse response)
    {
        var annotated = response.Annotations
            .Where(static annotation => annotation.Key.StartsWith(CdiAnnotation, StringComparison.Ordinal))
            .SelectMany(static annotation => annotation.Value.Split(','));
        foreach (var name in annotated.Concat(response.CdiDevices.Select(static device => device.Name)))
        {
            if (ShareName.TryParse(name, out var share)) yield return share;
        }
    }
}
