using System.Diagnostics;
using Hami.Tests.Playground;
using Xunit;

namespace Hami.Tests.Nodes;

/// <summary>A folder in which C is compiled; skips the test where there is no gcc.</summary>
internal sealed class CFolder : IDisposable
{
    private readonly DirectoryInfo folder;

    public CFolder()
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(System.IO.Path.Combine(folder, "gcc"))), "gcc is not installed");
        folder = Directory.CreateTempSubdirectory("hami-c-");
    }

    public string Path => folder.FullName;

    /// <summary>Compiles a program, or with <c>-shared</c> a library, and gives its path. It sees native/include; arguments may name further sources of native/.</summary>
    public string Compile(string name, string source, params string[] arguments)
    {
        var file = System.IO.Path.Combine(Path, $"{name}.c");
        var program = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, source);
        Run("gcc", ["-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I", RepositoryFiles.Of("native/include"), "-o", program, file, .. arguments]);
        return program;
    }

    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors.GetAwaiter().GetResult()}");
        return output;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
