using System.Globalization;
using System.Text.Json;

namespace Hami.Playground.NodeAgents;

/// <summary>Times as Kubernetes writes them.</summary>
internal static class KubeTime
{
    /// <summary>Of most objects: whole seconds.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Of leases.</summary>
    public static string Microseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads either; null where there is none.</summary>
    public static DateTimeOffset? Read(JsonElement parent, string field) =>
        parent.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)
            ? time
            : null;
}
