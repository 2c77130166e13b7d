namespace Hami.Scheduler.Configuration;

/// <summary>A flag with a typed value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Name">Name without dashes.</param>
/// <param name="Type">The type.</param>
/// <param name="DefaultText">The default as it would be written; it has the type.</param>
/// <param name="Effect">What it does, with the unit.</param>
public sealed record Flag<T>(string Name, FlagType<T> Type, string DefaultText, string Effect) : Flag(Name, DefaultText, Effect)
{
    /// <inheritdoc/>
    public override string TypeName => Type.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => Type.Words;

    /// <inheritdoc/>
    public override bool IsSwitch => typeof(T) == typeof(bool);
}
