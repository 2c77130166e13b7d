using Hami.Nodes.Posix;

namespace Hami.Nodes.Local;

/// <summary>A living job as its folder shows it.</summary>
public sealed class JobEntry : IDisposable
{
    private readonly Descriptor? lifeline;
    private readonly IReadOnlyList<Descriptor> holders;

    internal JobEntry(string folder, long number, uint user, bool isWaiting, JobRecord record, Descriptor? lifeline, IReadOnlyList<Descriptor> holders)
    {
        Folder = folder;
        Number = number;
        User = user;
        IsWaiting = isWaiting;
        Record = record;
        this.lifeline = lifeline;
        this.holders = holders;
    }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its number, by which users call it; who came later has a greater one.</summary>
    public long Number { get; }

    /// <summary>Whose it is: the owner of the folder, whatever the record says.</summary>
    public uint User { get; }

    /// <summary>The user's name.</summary>
    public string UserName => Users.NameOf(User);

    /// <summary>Whether it still waits for its share.</summary>
    public bool IsWaiting { get; }

    /// <summary>What it wrote of itself.</summary>
    public JobRecord Record { get; }

    /// <summary>Where its region is.</summary>
    public string Region => Path.Combine(Folder, JobSet.RegionFile);

    /// <summary>What becomes readable, or hangs up, when it may have ended.</summary>
    internal IEnumerable<Descriptor> Watched => lifeline is null ? holders : [lifeline];

    /// <inheritdoc/>
    public void Dispose()
    {
        lifeline?.Dispose();
        foreach (var holder in holders) holder.Dispose();
    }
}
