namespace Hami.Core.Vendors.Configuration;

/// <summary>Which programs act on a key.</summary>
[Flags]
public enum ConfigUsers
{
    /// <summary>None: it only informs.</summary>
    None = 0,

    /// <summary>The scheduler: filter, bind and metrics.</summary>
    Scheduler = 1,

    /// <summary>The admission webhook.</summary>
    Webhook = 2,

    /// <summary>The node agent; the scheduler accepts the key and checks its type.</summary>
    NodeAgent = 4,
}
