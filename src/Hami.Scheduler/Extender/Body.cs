using System.Buffers;

namespace Hami.Scheduler.Extender;

/// <summary>A request's body in a rented buffer.</summary>
internal readonly struct Body(byte[] buffer, int length) : IDisposable
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
