namespace Hami.Scheduler.Configuration;

/// <summary>The command line, or a variable that stands in for a flag, can't be used. All that is wrong is told at once.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Takes what is wrong.</summary>
    /// <param name="faults">A sentence each: flag, value, what is allowed, remedy.</param>
    public UsageException(IReadOnlyList<string> faults)
        : base(string.Join('\n', faults)) => Faults = faults;

    /// <summary>A sentence each: flag, value, what is allowed, remedy.</summary>
    public IReadOnlyList<string> Faults { get; }
}
