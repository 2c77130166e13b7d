namespace Hami.Core.Protocol;

/// <summary>
/// The handshake annotation of schedulers and agents of the original, understood and never written
/// (control-plane.md §3.4). Whether a node agent is alive is told by what the kubelet says is allocatable.
/// </summary>
public static class Handshake
{
    private const string Requesting = "Requesting";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether the node's devices may be used: not when a scheduler has asked for a sign of life, has waited 60 s and
    /// the kubelet has nothing to allocate. A request without a readable time counts as waited for: in the original
    /// it is healthy for ever (control-plane.md C23).
    /// </summary>
    /// <param name="text">The annotation, null when absent.</param>
    /// <param name="now">The time.</param>
    /// <param name="localOffset">Offset from UTC of the zone in which the original's schedulers write.</param>
    /// <param name="allocatable">What the kubelet gives as allocatable of the vendor's count resource.</param>
    public static bool IsHealthy(string? text, DateTimeOffset now, TimeSpan localOffset, long allocatable)
    {
        if (text is null || !text.Contains(Requesting, StringComparison.Ordinal) || allocatable > 0) return true;
        var parts = text.Split('_');
        return parts.Length > 1
            && GoTime.TryParseLocal(parts[1], out var asked)
            && now.UtcTicks < asked.Ticks - localOffset.Ticks + Patience.Ticks;
    }
}
