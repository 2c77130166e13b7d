namespace Hami.Core.Vendors.Configuration;

/// <summary>Gathers what is wrong with a configuration.</summary>
public sealed class ConfigFaults
{
    private readonly List<string> _faults;
    private readonly string _subject;

    /// <summary>Starts with none.</summary>
    public ConfigFaults()
        : this([], "")
    {
    }

    private ConfigFaults(List<string> faults, string subject)
    {
        _faults = faults;
        _subject = subject;
    }

    /// <summary>How many there are.</summary>
    public int Count => _faults.Count;

    /// <summary>The same list, for faults of a part: the part's name stands in each.</summary>
    public ConfigFaults Of(string part) => new(_faults, _subject.Length == 0 ? part : $"{_subject}, {part}");

    /// <summary>Adds one.</summary>
    /// <param name="place">Where.</param>
    /// <param name="text">What is wrong, and the remedy.</param>
    public void Add(ConfigPlace place, string text) => _faults.Add(_subject.Length == 0 ? $"{place}: {text}" : $"{place}: {_subject}: {text}");

    /// <summary>Ends the reading when there is any.</summary>
    /// <exception cref="ConfigException">There is.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0) throw new ConfigException(_faults);
    }
}
