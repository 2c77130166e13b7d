using System.Globalization;
using Hami.Kubernetes.Watch;

namespace Hami.Kubernetes.NodeLocks;

/// <summary>
/// The text of a node lock: <c>RFC3339,namespace,pod</c>, or the time alone from older versions and in private locks
/// (control-plane.md §7.2, vendors.md §2.7).
/// </summary>
/// <param name="At">When it was taken, by the taker's clock; null where the text is malformed.</param>
/// <param name="Owner">The pod it was taken for; null where the text doesn't say.</param>
internal readonly record struct NodeLockValue(DateTimeOffset? At, ObjectKey? Owner)
{
    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static NodeLockValue Parse(string text)
    {
        var parts = text.Split(',');
        var isKnownForm = parts.Length == 1 || (parts.Length == 3 && parts[1].Length > 0 && parts[2].Length > 0);
        if (!isKnownForm || !TryParseTime(parts[0], out var at)) return default;
        return new NodeLockValue(at, parts.Length == 3 ? new ObjectKey(parts[1], parts[2]) : null);
    }

    public static string Format(DateTimeOffset at, ObjectKey owner) =>
        $"{Format(at)},{owner.Namespace},{owner.Name}";

    public static string Format(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // K also matches nothing at all, which would be a time without an offset.
    private static bool TryParseTime(string text, out DateTimeOffset at)
    {
        at = default;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasOffset && DateTimeOffset.TryParseExact(
            text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.None, out at);
    }
}
