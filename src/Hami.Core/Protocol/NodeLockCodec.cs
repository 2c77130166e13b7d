namespace Hami.Core.Protocol;

/// <summary>The value of <c>hami.io/mutex.lock</c>: <c>time,namespace,name</c>, or the time alone from old writers (control-plane.md §7.2).</summary>
public static class NodeLockCodec
{
    /// <summary>Reads a lock.</summary>
    /// <exception cref="MalformedException">
    /// Another number of parts, or no RFC 3339 time. Such a lock has neither owner nor age: whoever meets it replaces it
    /// rather than wait for ever (control-plane.md C24).
    /// </exception>
    public static NodeLock Decode(string text)
    {
        var parts = text.Split(',');
        if (parts.Length is not (1 or 3))
            throw new MalformedException($"node lock {GoSyntax.Quote(text)} has {parts.Length} parts, expected time,namespace,name");
        if (!GoTime.TryParseRfc3339(parts[0], out var time))
            throw new MalformedException($"node lock {GoSyntax.Quote(text)}: time {GoSyntax.Quote(parts[0])}: expected the form 2024-01-12T10:20:01Z");
        return parts.Length == 1 ? new NodeLock(time, "", "") : new NodeLock(time, parts[1], parts[2]);
    }

    /// <summary>Writes a lock, never in the legacy form.</summary>
    public static string Encode(NodeLock nodeLock) => $"{GoTime.FormatRfc3339(nodeLock.Time)},{nodeLock.Namespace},{nodeLock.Name}";

    /// <summary>Writes a lock that names no owner, as the private locks of vendors are.</summary>
    public static string EncodeTime(DateTimeOffset time) => GoTime.FormatRfc3339(time);
}
