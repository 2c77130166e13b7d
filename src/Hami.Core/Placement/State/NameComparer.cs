using System.Buffers.Binary;
using System.Text;

namespace Hami.Core.Placement.State;

/// <summary>Finds node names by their UTF-8 bytes, as they stand in a request, without making strings of them.</summary>
internal sealed class NameComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly NameComparer Instance = new();

    public bool Equals(string? x, string? y) => x == y;

    public int GetHashCode(string text)
    {
        Span<byte> bytes = stackalloc byte[512];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length) ? GetHashCode(bytes[..length]) : GetHashCode(Encoding.UTF8.GetBytes(text));
    }

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (alternate.Length != other.Length) return alternate.Length > other.Length && Encoding.UTF8.GetString(alternate) == other;
        for (var i = 0; i < alternate.Length; i++)
        {
            if (alternate[i] != other[i]) return false;
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = (ulong)alternate.Length * 0x9E3779B97F4A7C15;
        while (alternate.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(alternate)) * 0xff51afd7ed558ccd;
            hash ^= hash >> 32;
            alternate = alternate[8..];
        }

        foreach (var value in alternate) hash = (hash ^ value) * 0x100000001b3;
        return (int)(hash ^ (hash >> 29));
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
