using Hami.Scheduler.Configuration;
using Xunit;

namespace Hami.Tests.Configuration;

/// <summary>Addresses to listen on, as Go writes them.</summary>
public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080", true)]
    [InlineData("0.0.0.0:443", "0.0.0.0:443", false)]
    [InlineData(":9395", ":9395", false)]
    [InlineData("localhost:80", "127.0.0.1:80", true)]
    [InlineData("127.9.9.9:1", "127.9.9.9:1", true)]
    [InlineData("[::1]:80", "[::1]:80", true)]
    [InlineData("[::]:0", "[::]:0", false)]
    public void Are_read(string text, string written, bool isLoopback)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));
        Assert.Equal((written, isLoopback), (address.ToString(), address.IsLoopback));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.1:80")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.com:80")]
    [InlineData("http://127.0.0.1:80")]
    public void Anything_else_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));
}
