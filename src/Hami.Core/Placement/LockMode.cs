namespace Hami.Core.Placement;

/// <summary>How a vendor's node agent wants pods that start on its node to be kept apart (vendors.md §1.7, "L0").</summary>
public enum LockMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the node lock that all vendors share, <c>hami.io/mutex.lock</c>.</summary>
    Shared,

    /// <summary>By an annotation of its own, see <see cref="VendorDescription.PrivateLockKey"/>.</summary>
    Private,
}
