namespace Hami.Tests.Scheduler.Fakes;

/// <summary>What was done to the outside, in order.</summary>
internal sealed class Journal
{
    private readonly Lock gate = new();
    private readonly List<string> entries = [];

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (gate) return [.. entries];
        }
    }

    public void Add(string entry)
    {
        lock (gate) entries.Add(entry);
    }
}
