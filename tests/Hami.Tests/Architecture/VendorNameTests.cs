using System.Text.RegularExpressions;
using Xunit;

namespace Hami.Tests.Architecture;

/// <summary>A vendor is one file and one line of the registration list: nothing else may depend on one by name.</summary>
public sealed partial class VendorNameTests
{
    private static readonly HashSet<string> Own =
    [
        "src/Hami.Core/Vendors/CambriconMlu.cs",
        "src/Hami.Core/Vendors/HygonDcu.cs",
        "src/Hami.Core/Vendors/IluvatarGpu.cs",
        "src/Hami.Core/Vendors/VendorRegistry.cs",
    ];

    [Fact]
    public void No_vendor_is_named_outside_its_file()
    {
        var named = from file in Checkout.Files("src")
                    where !Own.Contains(file)
                    from Match word in Vendor().Matches(Checkout.Read(file))
                    select $"{file}: {word.Value}";
        Assert.Empty(named);
    }

    [Fact]
    public void The_files_that_may_are_there_and_do() => Assert.All(Own, file => Assert.Matches(Vendor(), Checkout.Read(file)));

    [GeneratedRegex(@"\b(cambricon|mlu|hygon|dcu|iluvatar|ascend|metax|mthreads|enflame|kunlun|awsneuron|amd|biren|vastai)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Vendor();
}
