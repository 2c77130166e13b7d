using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>One HTTP exchange spelled out, for peers that don't keep to the rules.</summary>
internal sealed class RawExchange : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawExchange()
    {
    }

    public static async Task<RawExchange> ConnectAsync(int port)
    {
        var exchange = new RawExchange();
        await exchange.socket.ConnectAsync(IPAddress.Loopback, port);
        return exchange;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <summary>Sends as much of a body as the peer takes before it hangs up.</summary>
    public async Task<long> SendUntilRefusedAsync(byte[] piece, int times, Func<byte[], byte[]> frame)
    {
        var sent = 0L;
        try
        {
            for (var i = 0; i < times; i++)
            {
                await SendAsync(frame(piece));
                sent += piece.Length;
            }
        }
        catch (SocketException)
        {
            // Hung up on: the answer is there already.
        }

        return sent;
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Everything until the peer closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var length) text.Write(buffer, 0, length);
        }
        catch (SocketException)
        {
            // Closed with something of ours unread.
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    public void Dispose() => socket.Dispose();
}
