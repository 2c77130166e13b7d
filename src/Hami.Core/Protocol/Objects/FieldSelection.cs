namespace Hami.Core.Protocol.Objects;

/// <summary>Which annotations, labels and resources of an object are kept when it is read; the rest costs no memory.</summary>
public sealed class FieldSelection
{
    /// <summary>Everything is kept.</summary>
    public static readonly FieldSelection All = new(null, null, null);

    /// <summary>Takes the keys; null stands for all of a kind. A quota's <c>limits.x</c> is kept where the resource <c>x</c> is.</summary>
    public FieldSelection(IEnumerable<string>? annotations, IEnumerable<string>? labels, IEnumerable<string>? resources)
    {
        Annotations = new KeySelection(annotations);
        Labels = new KeySelection(labels);
        var names = resources?.ToArray();
        Resources = new KeySelection(names);
        QuotaKeys = new KeySelection(names?.Select(name => $"limits.{name}"));
    }

    internal KeySelection Annotations { get; }

    internal KeySelection Labels { get; }

    internal KeySelection Resources { get; }

    internal KeySelection QuotaKeys { get; }
}
