using System.Diagnostics;

namespace Hami.Cluster.Tests.Plane;

/// <summary>A command that is run to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote, errors included.</param>
internal sealed record Command(int ExitCode, string Output)
{
    public static async Task<Command> RunAsync(string program, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in variables ?? new Dictionary<string, string>()) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new Command(process.ExitCode, await output + await error);
    }

    /// <summary>Runs one that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> SucceedAsync(string program, params IEnumerable<string> arguments)
    {
        var done = await RunAsync(program, arguments);
        return done.ExitCode == 0 ? done.Output : throw new InvalidOperationException($"{program} ended with {done.ExitCode}: {done.Output}");
    }
}
