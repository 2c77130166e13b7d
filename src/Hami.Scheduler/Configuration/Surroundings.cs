namespace Hami.Scheduler.Configuration;

/// <summary>What a process finds around itself.</summary>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="HostName">The machine's, in a pod the pod's name; empty when unknown.</param>
public sealed record Surroundings(Func<string, string?> Variable, string HostName)
{
    /// <summary>This process's own.</summary>
    public static Surroundings OfProcess { get; } = new(Environment.GetEnvironmentVariable, Environment.MachineName);
}
