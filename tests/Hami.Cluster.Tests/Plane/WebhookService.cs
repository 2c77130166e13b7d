using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hami.Cluster.Tests.Plane;

/// <summary>
/// Stands in for the Service in front of the webhooks: one address for the API server, behind it the replicas that are ready.
/// It passes bytes on and knows nothing of TLS.
/// </summary>
internal sealed class WebhookService : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<int, bool> endpoints = [];
    private readonly Task accepting;
    private int turn;

    public WebhookService(int port)
    {
        Url = $"https://127.0.0.1:{port}";
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Url { get; }

    /// <summary>A replica serves on this port.</summary>
    public void Add(int port) => endpoints[port] = true;

    /// <summary>It does no more.</summary>
    public void Remove(int port) => endpoints.TryRemove(port, out _);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await accepting;
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(ending.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The plane is going.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using (caller)
        {
            try
            {
                using var replica = await ConnectAsync();
                if (replica is null) return;
                caller.NoDelay = replica.NoDelay = true;
                var there = caller.GetStream().CopyToAsync(replica.GetStream(), ending.Token);
                var back = replica.GetStream().CopyToAsync(caller.GetStream(), ending.Token);
                await Task.WhenAny(there, back);
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                // As a broken connection the caller sees it, too.
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var ports = endpoints.Keys.Order().ToArray();
        for (var i = 0; i < ports.Length; i++)
        {
            var replica = new TcpClient();
            try
            {
                await replica.ConnectAsync(IPAddress.Loopback, ports[(Interlocked.Increment(ref turn) & int.MaxValue) % ports.Length], ending.Token);
                return replica;
            }
            catch (SocketException)
            {
                replica.Dispose();
            }
        }

        return null;
    }
}
