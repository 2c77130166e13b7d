using Hami.Core.Vendors.Configuration;

namespace Hami.Scheduler.Configuration;

/// <summary>The flags that were given, read with their types.</summary>
public sealed class FlagValues
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _given;
    private readonly List<string> _faults = [];

    /// <summary>Takes the texts by the flag's name without dashes, in the order given; a switch without a value as <c>true</c>.</summary>
    public FlagValues(IReadOnlyDictionary<string, IReadOnlyList<string>> given) => _given = given;

    /// <summary>Whether the flag was given.</summary>
    public bool IsGiven(Flag flag) => _given.ContainsKey(flag.Name);

    /// <summary>The value of a flag; its default when it wasn't given, or wrongly.</summary>
    public T Read<T>(Flag<T> flag) => Read(flag, flag.Spelling, Text(flag));

    /// <summary>The value of a flag; while it isn't given, that of an environment variable.</summary>
    public T Read<T>(Flag<T> flag, string variable, Func<string, string?> environment) =>
        !IsGiven(flag) && environment(variable) is { Length: > 0 } text ? Read(flag, variable, text) : Read(flag);

    /// <summary>Adds a fault that concerns several flags, or their surroundings.</summary>
    public void Refuse(string fault) => _faults.Add(fault);

    /// <summary>Ends the reading when anything was wrong.</summary>
    /// <exception cref="UsageException">Something was.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0) throw new UsageException(_faults);
    }

    private static T Default<T>(Flag<T> flag) =>
        flag.Type.Parse(flag.DefaultText, out var value)
            ? value
            : throw new InvalidOperationException($"the default \"{flag.DefaultText}\" of {flag.Spelling} is not {flag.TypeName}");

    private T Read<T>(Flag<T> flag, string source, string? text)
    {
        if (text is null) return Default(flag);
        if (flag.Type.Parse(text, out var value)) return value;
        _faults.Add(
            $"{source}: \"{text}\" is not {Article(flag.TypeName)}{flag.TypeName}{NearMatch.Question(text, flag.Words)}: write {flag.Type.Example}");
        return Default(flag);
    }

    private string? Text(Flag flag) =>
        !_given.TryGetValue(flag.Name, out var texts) ? null : flag.IsList ? string.Join(',', texts) : texts[^1];

    private static string Article(string type) => type switch
    {
        _ when type.StartsWith("one of", StringComparison.Ordinal) || type.StartsWith("true", StringComparison.Ordinal) => "",
        ['a' or 'i' or 'o', ..] => "an ",
        _ => "a ",
    };
}
