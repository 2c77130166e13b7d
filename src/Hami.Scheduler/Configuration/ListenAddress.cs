using System.Globalization;
using System.Net;

namespace Hami.Scheduler.Configuration;

/// <summary>Where a listener listens.</summary>
/// <param name="Address">The interface's address; null for every interface.</param>
/// <param name="Port">TCP port; 0 lets the system choose one.</param>
public sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>Whether only programs on this machine (or in this pod) reach it.</summary>
    public bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>, or <c>:8080</c> for every interface.</summary>
    public static bool TryParse(string text, out ListenAddress value)
    {
        value = new ListenAddress(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > IPEndPoint.MaxPort)
            return false;
        var host = text[..colon];
        switch (host)
        {
            case "":
                value = new ListenAddress(null, port);
                return true;
            case "localhost":
                value = new ListenAddress(IPAddress.Loopback, port);
                return true;
        }

        var isBracketed = host is ['[', .., ']'];
        if (!IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var address)) return false;
        if (isBracketed != host.Contains(':') || (!isBracketed && host.Split('.').Length != 4)) return false;
        value = new ListenAddress(address, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Address is null ? $":{Port}" : new IPEndPoint(Address, Port).ToString();
}
