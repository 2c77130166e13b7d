using System.Buffers;

namespace Hami.Kubernetes.Watch;

/// <summary>Bytes of a pipe in one piece: as they lie where they do, else copied into a pooled array.</summary>
internal readonly ref struct OnePiece
{
    private readonly byte[]? _rented;

    public OnePiece(ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            Span = bytes.FirstSpan;
            return;
        }

        var length = checked((int)bytes.Length);
        _rented = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(_rented);
        Span = _rented.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> Span { get; }

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
