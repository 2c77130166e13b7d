using Hami.Core.Devices;

namespace Hami.Core.Placement;

/// <summary>One vendor's devices within a snapshot, with the sums that tell at once that nothing of them will fit.</summary>
/// <param name="Vendor">The vendor's key.</param>
/// <param name="First">Index of its first device.</param>
/// <param name="Count">Number of its devices; they stand one after the other.</param>
/// <param name="Links">How well they are linked.</param>
/// <param name="HasMig">Whether one of them is cut into hardware instances.</param>
/// <param name="MostFreeMemory">The most free memory on a usable device that has a free slot; -1 when there is none.</param>
/// <param name="MostFreeCores">The most free cores on such a device.</param>
internal sealed record VendorDevices(
    string Vendor, int First, int Count, PairScores Links, bool HasMig, long MostFreeMemory, long MostFreeCores);
