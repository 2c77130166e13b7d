namespace Hami.Core.Protocol.Objects;

/// <summary>
/// Gives one string for texts that come again and again (namespaces, node names, resource names, quantities), so that
/// 50,000 pods don't hold 50,000 copies. Bounded, and a miss only costs a copy: threads need no lock.
/// </summary>
internal static class TextPool
{
    private const int Slots = 1 << 14;
    private static readonly string?[] Pool = new string?[Slots];

    /// <summary>A string equal to the text.</summary>
    public static string Share(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return "";
        var slot = string.GetHashCode(text, StringComparison.Ordinal) & (Slots - 1);
        var first = Volatile.Read(ref Pool[slot]);
        if (first is not null && text.SequenceEqual(first)) return first;
        var second = Volatile.Read(ref Pool[slot ^ 1]);
        if (second is not null && text.SequenceEqual(second)) return second;

        var added = text.ToString();
        Volatile.Write(ref Pool[slot ^ 1], first);
        Volatile.Write(ref Pool[slot], added);
        return added;
    }
}
