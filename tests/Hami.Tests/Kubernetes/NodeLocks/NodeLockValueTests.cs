using CsCheck;
using Hami.Kubernetes.NodeLocks;
using Hami.Kubernetes.Watch;
using Xunit;

namespace Hami.Tests.Kubernetes.NodeLocks;

public sealed class NodeLockValueTests
{
    private static readonly DateTimeOffset At = new(2024, 1, 12, 10, 20, 1, TimeSpan.Zero);

    [Theory]
    [InlineData("2024-01-12T10:20:01Z,default,p", "default/p")]
    [InlineData("2024-01-12T18:20:01+08:00,default,p", "default/p")]
    [InlineData("2024-01-12T10:20:01.5Z,default,p", "default/p", true, 500)]
    [InlineData("2024-01-12T10:20:01Z", null)]
    [InlineData("2024-01-12T10:20:01", null, false)]
    [InlineData("2024-01-12 10:20:01Z", null, false)]
    [InlineData("2024-01-12T10:20:01Z,default", null, false)]
    [InlineData("2024-01-12T10:20:01Z,default,p,q", null, false)]
    [InlineData("2024-01-12T10:20:01Z,,p", null, false)]
    [InlineData("2024-01-12T10:20:01Z,default,", null, false)]
    [InlineData(",default,p", null, false)]
    [InlineData("", null, false)]
    public void Is_read_as_the_original_writes_it(string text, string? owner, bool isTime = true, int milliseconds = 0)
    {
        var value = NodeLockValue.Parse(text);
        Assert.Equal(isTime ? At.AddMilliseconds(milliseconds) : null, value.At);
        Assert.Equal(owner, value.Owner?.ToString());
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var second = Gen.Long[0, 6_000_000_000].Select(DateTimeOffset.FromUnixTimeSeconds);
        var word = Gen.String[Gen.Char["abcxyz0189.-"], 1, 20];
        Gen.Select(second, word, word).Sample((at, ns, name) =>
        {
            var owner = new ObjectKey(ns, name);
            return NodeLockValue.Parse(NodeLockValue.Format(at, owner)) == new NodeLockValue(at, owner)
                && NodeLockValue.Parse(NodeLockValue.Format(at)) == new NodeLockValue(at, null);
        });
    }
}
