namespace Hami.Nodes.Local;

/// <summary>What a job was granted of one device.</summary>
/// <param name="Uuid">The device.</param>
/// <param name="MemoryMiB">MiB.</param>
/// <param name="Cores">Percent of it; 0 or 100 for no limit.</param>
public sealed record LocalShare(string Uuid, int MemoryMiB, int Cores);
