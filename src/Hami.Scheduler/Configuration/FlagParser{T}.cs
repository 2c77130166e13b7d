namespace Hami.Scheduler.Configuration;

/// <summary>Reads a flag's text; false when it isn't allowed.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="text">The text.</param>
/// <param name="value">The value.</param>
public delegate bool FlagParser<T>(string text, out T value);
