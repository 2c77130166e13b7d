using Hami.Core.Protocol;
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
    public static NodeLockValue Parse(string text)
    {
        try
        {
            var read = NodeLockCodec.Decode(text);
            if (read.Namespace.Length == 0 && read.Name.Length == 0) return new NodeLockValue(read.Time, null);
            return read.Namespace.Length > 0 && read.Name.Length > 0 ? new NodeLockValue(read.Time, new ObjectKey(read.Namespace, read.Name)) : default;
        }
        catch (MalformedException)
        {
            return default;
        }
    }

    public static string Format(DateTimeOffset at, ObjectKey owner) =>
        NodeLockCodec.Encode(new Hami.Core.Protocol.NodeLock(at.ToUniversalTime(), owner.Namespace, owner.Name));

    public static string Format(DateTimeOffset at) => NodeLockCodec.EncodeTime(at.ToUniversalTime());
}
