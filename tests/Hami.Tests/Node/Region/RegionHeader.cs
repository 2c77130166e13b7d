using System.Globalization;

namespace Hami.Tests.Nodes.Region;

/// <summary>Numbers of native/include/hami_region.h, as a C compiler sees them.</summary>
internal static class RegionHeader
{
    /// <summary>The value of each expression; skips the test where there is no gcc.</summary>
    public static IReadOnlyList<ulong> Evaluate(params IEnumerable<string> expressions)
    {
        using var folder = new CFolder();
        var program = folder.Compile("offsets", $$"""
            #include <stdio.h>
            #include "hami_region.h"
            int main(void) {
            {{string.Concat(expressions.Select(static expression => $"  printf(\"%llu\\n\", (unsigned long long)({expression}));\n"))}}
              return 0;
            }
            """);
        return [.. CFolder.Run(program).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => ulong.Parse(line, CultureInfo.InvariantCulture))];
    }
}
