using System.Text.RegularExpressions;
using Xunit;

namespace Hami.Tests.Architecture;

/// <summary>What is published builds anywhere: it names no machine that it was made on.</summary>
public sealed partial class TrackedFileTests
{
    [Fact]
    public void No_file_names_a_package_registry_or_a_place_on_one_machine()
    {
        var found = from file in Checkout.Files()
                    let text = Checkout.Read(file)
                    where !text.Contains('\0', StringComparison.Ordinal)
                    from Match match in Registry().Matches(text).Concat(MachinePath().Matches(text))
                    select $"{file}: {match.Value}";
        Assert.Empty(found);
    }

    // Mirrors and their credentials are each machine's own; images of containers in examples are not meant.
    [GeneratedRegex(@"\b(nuget\.org|npmjs\.(org|com)|(deb|ftp|snapshot|security)\.debian\.org|pypi\.org|proxy\.golang\.org|artifactor[y])\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Registry();

    // Paths that begin at the root, not the end of a variable's or of an address.
    [GeneratedRegex(@"(?<![\w$}/.])(?<!\w"")/(work|root|home|Users|mnt)/\w+", RegexOptions.ExplicitCapture)]
    private static partial Regex MachinePath();
}
