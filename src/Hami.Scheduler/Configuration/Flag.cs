namespace Hami.Scheduler.Configuration;

/// <summary>A command-line flag as data: what parses it, and what help and documentation say of it.</summary>
/// <param name="Name">Name without dashes.</param>
/// <param name="DefaultText">The default as it would be written; empty for none.</param>
/// <param name="Effect">What it does, with the unit.</param>
public abstract record Flag(string Name, string DefaultText, string Effect)
{
    /// <summary>What it is about: the heading that it stands under.</summary>
    public FlagGroup Group { get; init; }

    /// <summary>The type and the values allowed.</summary>
    public abstract string TypeName { get; }

    /// <summary>Words that are allowed, for completion; empty where there are none.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Whether it may stand without a value, which then is <c>true</c>.</summary>
    public abstract bool IsSwitch { get; }

    /// <summary>Whether several occurrences add up; of any other flag the last counts.</summary>
    public bool IsList { get; init; }

    /// <summary>As it is written: one dash before a single letter, else two.</summary>
    public string Spelling => Name.Length == 1 ? $"-{Name}" : $"--{Name}";
}
