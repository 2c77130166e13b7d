using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <summary>What the state knows of one pod.</summary>
internal sealed class PodEntry(string ns, string name, string uid)
{
    public string Namespace { get; } = ns;

    public string Name { get; } = name;

    public string Uid { get; } = uid;

    /// <summary>The pod as last seen by the watch; kept only until it is bound, since only then it may have to be placed again.</summary>
    public Pod? Pending { get; set; }

    /// <summary>Whether the watch has shown it.</summary>
    public bool IsObserved { get; set; }

    /// <summary>Whether the watch has shown that it is gone; it then stays only while a Binding may still land.</summary>
    public bool IsGone { get; set; }

    /// <summary>The node that it is bound to.</summary>
    public string? NodeName { get; set; }

    /// <summary>What its annotations record, once it is bound.</summary>
    public PodUsage Recorded { get; set; } = PodUsage.Nothing;

    /// <summary>Whether its init containers are over; never undone.</summary>
    public bool IsInitOver { get; set; }

    /// <summary>Whether it has ended; never undone.</summary>
    public bool HasEnded { get; set; }

    public Reservation? Reservation { get; set; }

    /// <summary>The node that is charged for it now, null for none.</summary>
    public string? ChargedNode { get; set; }

    /// <summary>What is charged.</summary>
    public PodCharge Charge { get; set; }
}
