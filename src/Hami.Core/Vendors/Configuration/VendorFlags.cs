namespace Hami.Core.Vendors.Configuration;

/// <summary>The vendors' flags that were given.</summary>
public sealed class VendorFlags
{
    /// <summary>No flag at all.</summary>
    public static readonly VendorFlags None = new(new Dictionary<string, string>());

    private readonly IReadOnlyDictionary<string, string> _given;

    /// <summary>Takes values by the flag's name without dashes; switches as <c>true</c> or <c>false</c>.</summary>
    public VendorFlags(IReadOnlyDictionary<string, string> given) => _given = given;

    /// <summary>The value of a flag, null when it wasn't given.</summary>
    public string? Find(string name) => _given.GetValueOrDefault(name);

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => Find(name) == "true";
}
