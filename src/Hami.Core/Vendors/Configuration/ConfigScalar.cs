namespace Hami.Core.Vendors.Configuration;

/// <summary>A scalar. Whether it is a text, a number, a truth value or nothing is told from its spelling when it is read.</summary>
public sealed record ConfigScalar : ConfigNode
{
    /// <summary>Takes the spelling.</summary>
    /// <param name="text">The text without quotes.</param>
    /// <param name="isQuoted">Whether it stood in quotes, and so is a text whatever it looks like.</param>
    /// <param name="place">Where it was written.</param>
    public ConfigScalar(string text, bool isQuoted, ConfigPlace place)
        : base(place)
    {
        Text = text;
        IsQuoted = isQuoted;
    }

    /// <summary>The text without quotes.</summary>
    public string Text { get; }

    /// <summary>Whether it stood in quotes, and so is a text whatever it looks like.</summary>
    public bool IsQuoted { get; }

    /// <inheritdoc/>
    public override bool IsEmpty => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsEmpty ? "nothing" : IsQuoted ? $"the text \"{Text}\"" : $"\"{Text}\"";
}
