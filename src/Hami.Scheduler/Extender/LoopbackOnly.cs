using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Extender;

/// <summary>Lets only the scheduler beside us call: filter and bind change what pods get, and nothing else tells who asks.</summary>
internal static class LoopbackOnly
{
    /// <summary>Wraps an endpoint; peers that are not on loopback get 403.</summary>
    public static RequestDelegate Guard(RequestDelegate endpoint) => context =>
    {
        if (context.Connection.RemoteIpAddress is { } peer && IsLoopback(peer)) return endpoint(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("only the scheduler on this machine may call this: connect through loopback\n", context.RequestAborted);
    };

    private static bool IsLoopback(IPAddress peer) => IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer);
}
