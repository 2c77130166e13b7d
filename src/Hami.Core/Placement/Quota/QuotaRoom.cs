namespace Hami.Core.Placement.Quota;

/// <summary>What a namespace's quotas leave of one vendor's memory and cores.</summary>
/// <param name="Memory">Units of memory left, after the memory factor; null when there is no limit.</param>
/// <param name="Cores">Percent of one device left, null when there is no limit.</param>
public readonly record struct QuotaRoom(long? Memory, long? Cores)
{
    /// <summary>No limit.</summary>
    public static readonly QuotaRoom Unlimited = new(null, null);

    /// <summary>Whether there is no limit.</summary>
    public bool IsUnlimited => Memory is null && Cores is null;

    /// <summary>Whether an amount fits.</summary>
    public bool Allows(long memory, long cores) => !(memory > Memory) && !(cores > Cores);
}
