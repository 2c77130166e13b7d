namespace Hami.Nodes.Local;

/// <summary>What a job has of one device and uses of it, as its region says.</summary>
/// <param name="Uuid">The device.</param>
/// <param name="Index">Its number on the machine; null where the device isn't seen.</param>
/// <param name="MemoryGranted">Bytes.</param>
/// <param name="MemoryUsed">Bytes, by all of the job's processes.</param>
/// <param name="CoresGranted">Percent of the device; null for no limit.</param>
/// <param name="CoreTime">Time of the device used until now, ns, as far as it is counted: without a limit it needn't be.</param>
/// <param name="CoresUsed">Percent of the device's time over the last while; null where it isn't counted.</param>
public sealed record ShareView(string Uuid, int? Index, ulong MemoryGranted, ulong MemoryUsed, int? CoresGranted, ulong CoreTime, double? CoresUsed);
