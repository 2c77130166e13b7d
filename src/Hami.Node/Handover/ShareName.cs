using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hami.Nodes.Handover;

/// <summary>
/// The CDI device name that Allocate answers with before anybody knows for whom: <c>hami.io/share=</c> and 32 hexadecimal digits. Whoever
/// knows a name could ask for its share, so names are not to be guessed.
/// </summary>
public readonly record struct ShareName
{
    /// <summary>CDI kind of all shares.</summary>
    public const string Kind = "hami.io/share";

    private const int Digits = 32;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private ShareName(string id) => Id = id;

    /// <summary>What follows the kind: the device's name in its specification, and part of the specification's file name.</summary>
    public string Id { get; }

    /// <summary>A name that nobody has had.</summary>
    public static ShareName New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Digits / 2)));

    /// <summary>Reads a qualified name. False: not one of ours, or not in the form in which we write them; it is then never used as part of a path.</summary>
    public static bool TryParse([NotNullWhen(true)] string? qualified, out ShareName name)
    {
        name = default;
        if (qualified is null || qualified.Length != Kind.Length + 1 + Digits || !qualified.StartsWith(Kind, StringComparison.Ordinal) || qualified[Kind.Length] != '=') return false;
        var id = qualified[(Kind.Length + 1)..];
        if (id.AsSpan().ContainsAnyExcept(Hexadecimal)) return false;
        name = new ShareName(id);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Kind}={Id}";
}
