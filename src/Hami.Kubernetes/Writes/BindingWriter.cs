using System.Buffers;
using System.Text.Json;
using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Writes;

/// <summary>
/// Binds pods: node and annotations in one write, which the API server merges into the pod in one transaction.
/// </summary>
/// <param name="api">The server.</param>
public sealed class BindingWriter(ApiClient api)
{
    /// <summary>Binds one pod. Never throws for what the server or the network does.</summary>
    /// <remarks>
    /// Servers before 1.22 ignore <paramref name="uid"/>, and bind whatever pod has the name now: that it still is the
    /// one decided on must be known from the watch.
    /// </remarks>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="name">The pod's name.</param>
    /// <param name="uid">The identity of the pod decided on.</param>
    /// <param name="node">Where it goes.</param>
    /// <param name="annotations">Merged into the pod's; those of the same key are overwritten.</param>
    /// <param name="deadline">The server is told to give up then; without an answer by then the outcome is unknown.</param>
    /// <param name="cancellation">As if the deadline had come.</param>
    /// <returns>
    /// Done: bound. Refused: not bound by this call (Conflict: it is bound already, perhaps by an earlier one of
    /// unknown outcome; NotFound: it is gone). Unknown: to be settled by the watch or a read from the quorum.
    /// </returns>
    public Task<WriteResult> BindAsync(
        string ns,
        string name,
        string uid,
        string node,
        IEnumerable<KeyValuePair<string, string>> annotations,
        Deadline deadline,
        CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(uid);
        ArgumentException.ThrowIfNullOrEmpty(node);
        return ObjectWriter.SendAsync(
            api,
            HttpMethod.Post,
            "pods/binding",
            ResourcePath.Pods.Item(ns, name, "binding"),
            "application/json",
            Body(ns, name, uid, node, annotations),
            deadline,
            cancellation);
    }

    private static ReadOnlyMemory<byte> Body(
        string ns, string name, string uid, string node, IEnumerable<KeyValuePair<string, string>> annotations)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("kind"u8, "Binding"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, name);
        json.WriteString("namespace"u8, ns);
        json.WriteString("uid"u8, uid);
        json.WriteStartObject("annotations"u8);
        foreach (var (key, value) in annotations) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("target"u8);
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("kind"u8, "Node"u8);
        json.WriteString("name"u8, node);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
