using System.Diagnostics;
using System.Globalization;
using Hami.Tests.Playground;
using Xunit;

namespace Hami.Tests.Nodes.Region;

/// <summary>Numbers of native/include/hami_region.h, as a C compiler sees them.</summary>
internal static class RegionHeader
{
    /// <summary>The value of each expression; skips the test where there is no gcc.</summary>
    public static IReadOnlyList<ulong> Evaluate(params IEnumerable<string> expressions)
    {
        Assert.SkipUnless(HasCompiler(), "gcc is not installed");
        var folder = Directory.CreateTempSubdirectory("hami-region-");
        try
        {
            var source = Path.Combine(folder.FullName, "offsets.c");
            var program = Path.Combine(folder.FullName, "offsets");
            File.WriteAllText(source, $$"""
                #include <stdio.h>
                #include "hami_region.h"
                int main(void) {
                {{string.Concat(expressions.Select(static expression => $"  printf(\"%llu\\n\", (unsigned long long)({expression}));\n"))}}
                  return 0;
                }
                """);
            Run("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-I", RepositoryFiles.Of("native/include"), "-o", program, source);
            return [.. Run(program).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => ulong.Parse(line, CultureInfo.InvariantCulture))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool HasCompiler() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "gcc")));

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors.GetAwaiter().GetResult()}");
        return output;
    }
}
