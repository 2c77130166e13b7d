using System.Runtime.InteropServices;

namespace Hami.Nodes.Posix;

/// <summary>
/// Standard output or standard error as the system has it. Console's own streams put a terminal into a mode of their own, and
/// a FileStream would not share its place in a file with the programs that write there too.
/// </summary>
/// <param name="descriptor">1 or 2.</param>
public sealed class StandardStream(int descriptor) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (var written = 0; written < buffer.Length;)
            {
                var count = Libc.Write(descriptor, bytes + written, (nuint)(buffer.Length - written));
                if (count >= 0) written += (int)count;
                else if (Marshal.GetLastPInvokeError() is Libc.NoDescriptor or Libc.BrokenPipe) return; // nobody listens
                else if (Marshal.GetLastPInvokeError() == Libc.TryAgain) Thread.Sleep(1); // a reader's end that doesn't block
                else if (Marshal.GetLastPInvokeError() != Libc.Interrupted) throw SystemCallException.Last("writing");
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is kept back.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
