namespace Hami.Scheduler.Configuration;

/// <summary>A type of flag values.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Name">The type and the values allowed: completes "is not …".</param>
/// <param name="Example">A value that is allowed: completes "write …".</param>
/// <param name="Parse">Reads a text.</param>
public sealed record FlagType<T>(string Name, string Example, FlagParser<T> Parse)
{
    /// <summary>Words that are allowed; empty where the values aren't words.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
