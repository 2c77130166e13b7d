using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using Hami.Scheduler.Metrics;

namespace Hami.Cli;

/// <summary>What this executable was built from: stamped into it by the build.</summary>
internal static class ThisBuild
{
    private const string Unknown = "unknown";

    /// <summary>The stamp.</summary>
    public static BuildInfo Info { get; } = Read(typeof(ThisBuild).Assembly);

    private static BuildInfo Read(Assembly assembly)
    {
        // "1.2.3+revision"; without the second part where it was built outside a checkout.
        var version = (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Unknown).Split('+', 2);
        var date = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(static item => item.Key == "BuildDate")?.Value;
        return new BuildInfo(
            version[0],
            version.Length > 1 ? version[1] : Unknown,
            string.IsNullOrEmpty(date) ? Unknown : date,
            RuntimeInformation.FrameworkDescription,
            JitInfo.GetCompiledMethodCount() > 0 ? "RyuJIT" : "NativeAOT",
            $"{(OperatingSystem.IsLinux() ? "linux" : RuntimeInformation.OSDescription)}/{Processor}");
    }

    private static string Processor => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
