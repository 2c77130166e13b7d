using System.Net;
using Hami.Scheduler.Extender;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Hami.Tests.Scheduler.Listening;

/// <summary>Filter and bind answer only the scheduler beside (trust.md: no caller authentication in the original).</summary>
public sealed class LoopbackOnlyTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::ffff:10.0.0.7", false)]
    [InlineData("fe80::1", false)]
    [InlineData("128.0.0.1", false)]
    [InlineData(null, false)]
    public async Task A_peer_is_served_by_where_it_comes_from(string? peer, bool served)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = "127.0.0.1"; // what a peer says of itself counts for nothing
        var wasServed = false;

        await LoopbackOnly.Guard(_ =>
        {
            wasServed = true;
            return Task.CompletedTask;
        })(context);

        Assert.Equal(served, wasServed);
        Assert.Equal(served ? 200 : 403, context.Response.StatusCode);
    }
}
