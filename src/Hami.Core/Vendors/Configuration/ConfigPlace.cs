namespace Hami.Core.Vendors.Configuration;

/// <summary>Where a piece of the configuration was written.</summary>
/// <param name="Source">The file, or the flag that stands in for it.</param>
/// <param name="Line">Line, from 1; 0 when the source has no lines.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct ConfigPlace(string Source, int Line = 0, int Column = 0)
{
    /// <summary>What no one wrote: a default.</summary>
    public static readonly ConfigPlace BuiltIn = new("built-in defaults");

    /// <summary>As compilers write it: <c>file:line:column</c>.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
