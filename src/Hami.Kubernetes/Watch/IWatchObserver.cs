namespace Hami.Kubernetes.Watch;

/// <summary>Sees what reflectors do, for metrics. Called from their tasks; must be quick and must not throw.</summary>
public interface IWatchObserver
{
    /// <summary>A list was read in full and delivered.</summary>
    void Listed(string resource, int items, TimeSpan took);

    /// <summary>An event was delivered.</summary>
    void EventSeen(string resource, DateTimeOffset at);

    /// <summary>A list or watch failed or broke off; it is tried again.</summary>
    void Interrupted(string resource, string reason);

    /// <summary>An object can't be decoded.</summary>
    void Refused(ItemRefusal refusal);
}
