using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Nodes.Handover;
using Xunit;

namespace Hami.Tests.Nodes.Handover;

/// <summary>Given a pod's annotations, which container gets which shares.</summary>
public sealed class PodDecisionTests
{
    // i: an init container, c: an app; the digit is how many devices it asks for.
    [Theory]
    [InlineData("c1", "A,NVIDIA,3000,30:;", "c1=A,3000,30")]
    [InlineData("c1 c0 c1", "A,NVIDIA,3000,30:;;B,NVIDIA,2000,0:;", "c1=A,3000,30 c3=B,2000,0")]
    [InlineData("i1 c1", "A,NVIDIA,1,0:;B,NVIDIA,2,0:;", "i1=A,1,0 c2=B,2,0")]
    [InlineData("i0 c2", ";A,NVIDIA,1,0:B,NVIDIA,2,50:;", "c2=A,1,0+B,2,50")]
    public void Ours_stand_at_their_containers_places(string containers, string annotation, string expected) =>
        Assert.Equal(expected, Read(containers, annotation, HandoverWays.Cdi));

    [Theory]
    [InlineData("c1 c0 c1", "A,NVIDIA,3000,30:;;B,NVIDIA,2000,0:;", "c1=A,3000,30 c3=B,2000,0")]
    [InlineData("c0 c1", "A,NVIDIA,3000,30:;", "c2=A,3000,30")]
    [InlineData("i0 c1 c1", ";;;A,NVIDIA,1,0:;;B,NVIDIA,2,0:;;;;", "c2=A,1,0 c3=B,2,0")]
    public void The_originals_are_matched_in_order(string containers, string annotation, string expected) =>
        Assert.Equal(expected, Read(containers, annotation, handover: null));

    [Theory]
    [InlineData("c1", null, "has no hami.io/vgpu-devices-allocated")]
    [InlineData("c1", "", "container c1 asks for 1 devices and has 0 shares")]
    [InlineData("c1", "A,NVIDIA,3000:;", "expected uuid,vendor,memory,cores")]
    [InlineData("c1", "A,NVIDIA,0,30:;", "has 0 MiB")]
    [InlineData("c1", "A,NVIDIA,-1,30:;", "has -1 MiB")]
    [InlineData("c1", "A,NVIDIA,1,-1:;", "has -1 percent")]
    [InlineData("c1", "A,MLU,1,0:;", "is of MLU")]
    [InlineData("c1", ",NVIDIA,1,0:;", "has no device id")]
    [InlineData("c2", "A,NVIDIA,1,0:;", "asks for 2 devices and has 1 shares")]
    [InlineData("c2", "A,NVIDIA,1,0:A,NVIDIA,1,0:;", "two shares of device A")]
    [InlineData("c1 c0", "A,NVIDIA,1,0:;B,NVIDIA,1,0:;", "container c2 has shares and asks for none")]
    [InlineData("c1", "A,NVIDIA,1,0:;;B,NVIDIA,1,0:;", "segment 2 has shares, but the pod has 1 containers")]
    [InlineData("c1 c1", "A,NVIDIA,1,0:;", "container c2 asks for 1 devices and has 0 shares")]
    public void What_can_not_be_served_says_why(string containers, string? annotation, string reason) =>
        Assert.Contains(reason, Refusal(containers, annotation, HandoverWays.Cdi), StringComparison.Ordinal);

    [Fact]
    public void The_originals_with_too_few_or_many_segments_are_refused()
    {
        Assert.Contains("shares for 1 containers, but 2 ask", Refusal("c1 c1", "A,NVIDIA,1,0:;", handover: null), StringComparison.Ordinal);
        Assert.Contains("shares for 2 containers, but 1 ask", Refusal("c1", "A,NVIDIA,1,0:;B,NVIDIA,1,0:;", handover: null), StringComparison.Ordinal);
    }

    private static string Read(string containers, string? annotation, string? handover)
    {
        Assert.True(PodDecision.TryRead(Pod(containers, annotation, handover), Asked, out var shares, out var reason), reason);
        return string.Join(' ', shares.Select(static pair => $"{pair.Key}={string.Join('+', pair.Value.Select(Text))}"));
    }

    private static string Refusal(string containers, string? annotation, string? handover)
    {
        Assert.False(PodDecision.TryRead(Pod(containers, annotation, handover), Asked, out _, out var reason));
        return reason;
    }

    private static string Text(Share share) => $"{share.DeviceId},{share.Memory},{share.Cores}";

    private static int Asked(Container container) =>
        container.Limits.TryGet("nvidia.com/gpu", out var quantity) && quantity.TryAsInt64(out var count) ? (int)count : 0;

    private static Pod Pod(string containers, string? annotation, string? handover)
    {
        var all = containers.Split(' ').Select(static (word, place) => (IsInit: word[0] == 'i', Container: new Container
        {
            Name = $"{word[0]}{place + 1}",
            Limits = word[1] == '0' ? ResourceList.Empty : new ResourceList([KeyValuePair.Create("nvidia.com/gpu", new Quantity(word[1..]))]),
        })).ToList();
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (annotation is not null) annotations[NvidiaKeys.DevicesAllocated] = annotation;
        if (handover is not null) annotations[AnnotationKeys.Handover] = handover;
        return new Pod
        {
            Namespace = "ns",
            Name = "p",
            Uid = "u",
            Annotations = annotations,
            InitContainers = [.. all.Where(static one => one.IsInit).Select(static one => one.Container)],
            Containers = [.. all.Where(static one => !one.IsInit).Select(static one => one.Container)],
        };
    }
}
