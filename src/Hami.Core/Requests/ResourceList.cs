using System.Collections;

namespace Hami.Core.Requests;

/// <summary>The quantities of a container's <c>limits</c> or <c>requests</c>, or of a node's <c>capacity</c>; only names in use are kept.</summary>
public sealed class ResourceList : IEnumerable<KeyValuePair<string, Quantity>>
{
    /// <summary>No resources.</summary>
    public static readonly ResourceList Empty = new([]);

    private readonly KeyValuePair<string, Quantity>[] entries;

    /// <summary>Takes the entries as they are; of equal names the last one counts.</summary>
    public ResourceList(KeyValuePair<string, Quantity>[] entries) => this.entries = entries;

    /// <summary>Number of entries.</summary>
    public int Count => entries.Length;

    /// <summary>The quantity of a resource, if it is listed. The empty name is never listed: an unconfigured resource belongs to nobody.</summary>
    public bool TryGet(string name, out Quantity quantity)
    {
        quantity = default;
        if (name.Length == 0) return false;
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            if (entries[i].Key != name) continue;
            quantity = entries[i].Value;
            return true;
        }

        return false;
    }

    /// <summary>Whether the resource is listed.</summary>
    public bool Contains(string name) => TryGet(name, out _);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Quantity>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, Quantity>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
