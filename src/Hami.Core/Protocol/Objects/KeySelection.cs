using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Hami.Core.Protocol.Objects;

/// <summary>A set of keys, or all there are. A key that is kept is always the same string.</summary>
internal sealed class KeySelection
{
    private readonly bool all;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> keys;

    public KeySelection(IEnumerable<string>? keys)
    {
        all = keys is null;
        this.keys = (keys ?? []).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public bool TryKeep(ReadOnlySpan<char> key, [NotNullWhen(true)] out string? kept)
    {
        if (!all) return keys.TryGetValue(key, out kept);
        kept = TextPool.Share(key);
        return true;
    }
}
