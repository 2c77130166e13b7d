namespace Hami.Nodes.Local;

/// <summary>Where the parts are that aren't .NET: beside the executable.</summary>
/// <param name="Library">The library that holds a job to its share.</param>
/// <param name="Launcher">What starts a job and is its parent.</param>
/// <param name="Simulator">The folder of the simulated driver.</param>
public sealed record NativeParts(string Library, string Launcher, string Simulator)
{
    /// <summary>The variable that names the library where it isn't beside the executable.</summary>
    public const string LibraryVariable = "HAMI_LIBRARY";

    /// <summary>The tool that makes simulated nodes.</summary>
    public string SimulatorTool => Path.Combine(Simulator, "simgpu");

    /// <summary>The simulated management library.</summary>
    public string SimulatorNvml => Path.Combine(Simulator, Nvml.NvmlLibrary.FileName);

    /// <summary>Where they are to be.</summary>
    /// <param name="folder">The executable's.</param>
    /// <param name="library">The library's path if it was given; else null or empty.</param>
    public static NativeParts Beside(string folder, string? library) => new(
        string.IsNullOrEmpty(library) ? Path.Combine(folder, "libvgpu.so") : Path.GetFullPath(library),
        Path.Combine(folder, "hami-job"),
        Path.Combine(folder, "simgpu"));

    /// <summary>Whether all that a job needs is there.</summary>
    /// <exception cref="LocalException">Something isn't.</exception>
    public void Check(bool isSimulated)
    {
        Require(Library, $"the library that holds jobs to their shares: put it there, or name it with {LibraryVariable}");
        // The loader takes either for a separator of several names.
        if (Library.AsSpan().IndexOfAny(" :") >= 0)
            throw new LocalException(LocalFault.Unavailable, $"{Library}: a path with a blank or a colon can't be preloaded: copy it elsewhere, and name it with {LibraryVariable}");
        Require(Launcher, "the part that starts jobs: install it beside this executable");
        if (!isSimulated) return;
        Require(SimulatorTool, "the simulated driver's tool: install the folder simgpu beside this executable");
        Require(SimulatorNvml, "the simulated driver: install the folder simgpu beside this executable");
    }

    private static void Require(string file, string what)
    {
        if (!File.Exists(file)) throw new LocalException(LocalFault.Unavailable, $"{file} is missing, {what}");
    }
}
