using System.Net;
using System.Net.Sockets;

namespace Hami.Cluster.Tests.Plane;

/// <summary>Ten ports in a row, kept off everything else that takes them the way <c>deploy/control-plane/up</c> does.</summary>
internal sealed class PortBlock : IDisposable
{
    private const string Locks = "/tmp/hami-control-plane-ports";
    private const int Size = 10;
    private readonly FileStream held;
    private int next;

    private PortBlock(FileStream held, int first)
    {
        this.held = held;
        next = first;
    }

    public static PortBlock Take()
    {
        Directory.CreateDirectory(Locks);
        for (var first = 21000; first < 32000; first += Size)
        {
            FileStream? file = null;
            try
            {
                // On Unix this takes the same lock as the command flock.
                file = new FileStream($"{Locks}/{first}", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                for (var port = first; port < first + Size; port++) Probe(port);
                return new PortBlock(file, first);
            }
            catch (Exception taken) when (taken is IOException or SocketException)
            {
                file?.Dispose();
            }
        }

        throw new InvalidOperationException($"no {Size} free ports in a row between 21000 and 32000");
    }

    /// <summary>The next port.</summary>
    public int Next() => next++;

    public void Dispose() => held.Dispose();

    private static void Probe(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }
}
