using Hami.Core.Devices;

namespace Hami.Core.Placement;

/// <summary>Which devices of one vendor a pod will have, as its annotations say.</summary>
public sealed record PodConstraints
{
    /// <summary>Any device will do.</summary>
    public static readonly PodConstraints None = new();

    /// <summary>UUIDs that are allowed; empty for all.</summary>
    public IReadOnlyList<string> UseUuids { get; init; } = [];

    /// <summary>UUIDs that are not.</summary>
    public IReadOnlyList<string> NoUseUuids { get; init; } = [];

    /// <summary>Words of which a model must contain one; empty for all.</summary>
    public IReadOnlyList<string> UseModels { get; init; } = [];

    /// <summary>Words of which a model must contain none.</summary>
    public IReadOnlyList<string> NoUseModels { get; init; } = [];

    /// <summary>Whether all devices of a container must be of one NUMA node.</summary>
    public bool NumaBind { get; init; }

    /// <summary>Text that must contain the device's mode; null for any mode.</summary>
    public string? Modes { get; init; }

    /// <summary>Whether UUID filters let the device through: exact, case-sensitive.</summary>
    public bool AllowsUuid(string id) =>
        (UseUuids.Count == 0 || UseUuids.Contains(id)) && !NoUseUuids.Contains(id);

    /// <summary>Whether model and mode filters let the device through: words are sought in the model, whatever their case.</summary>
    public bool AllowsModel(Device device)
    {
        if (UseModels.Count > 0 && !ContainsAny(device.Model, UseModels)) return false;
        if (NoUseModels.Count > 0 && ContainsAny(device.Model, NoUseModels)) return false;
        return Modes is null || Modes.Contains(device.Mode, StringComparison.Ordinal);
    }

    /// <summary>Splits a comma list; blank entries are skipped, so that a blank annotation is no constraint.</summary>
    public static IReadOnlyList<string> List(string? text) =>
        text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool ContainsAny(string model, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (model.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
