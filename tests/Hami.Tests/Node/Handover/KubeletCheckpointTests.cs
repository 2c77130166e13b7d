using System.Text;
using Google.Protobuf;
using Hami.Core.Protocol;
using Hami.Nodes.DevicePlugin.Protocol;
using Hami.Nodes.Handover;
using Xunit;

namespace Hami.Tests.Nodes.Handover;

/// <summary>Given what the kubelet wrote, who holds what, and whose start it asks about.</summary>
public sealed class KubeletCheckpointTests
{
    private const string Gpu = "nvidia.com/gpu";
    private const string One = "hami.io/share=00000000000000000000000000000001";
    private const string Two = "hami.io/share=00000000000000000000000000000002";
    private const string Three = "hami.io/share=00000000000000000000000000000003";

    [Fact]
    public void An_entry_says_who_holds_which_ids_under_which_name()
    {
        var entry = Assert.Single(KubeletCheckpoint.Read(Checkpoint(Entry("u1", "main", """{"-1":["A-0","B-3"]}""", Annotated(One)))));
        Assert.Equal(("u1", "main", Gpu, One), (entry.PodUid, entry.Container, entry.Resource, entry.Share.ToString()));
        Assert.Equal(["A-0", "B-3"], entry.DeviceIds.Order());
    }

    [Theory]
    [InlineData("""{"0":["A-0"],"1":["B-3"]}""")]
    [InlineData("""["A-0","B-3"]""")]
    [InlineData("""{"0":["A-0","B-3"],"1":null}""")]
    public void Ids_may_be_listed_by_numa_node(string ids) =>
        Assert.Equal(["A-0", "B-3"], KubeletCheckpoint.Read(Checkpoint(Entry("u", "c", ids, Annotated(One))))[0].DeviceIds.Order());

    [Fact]
    public void A_name_may_stand_in_the_field_for_cdi_in_an_annotation_or_in_both()
    {
        var field = new ContainerAllocateResponse { CdiDevices = { new CdiDevice { Name = One } } };
        var both = Annotated($"nvidia.com/gpu=all,{One}");
        both.CdiDevices.Add(new CdiDevice { Name = One });
        Assert.Equal(One, ShareOf(field).ToString());
        Assert.Equal(One, ShareOf(both).ToString());
        Assert.Null(ShareOf(Annotated("nvidia.com/gpu=all")));
        Assert.Null(ShareOf(Annotated("hami.io/share=../../etc/passwd")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":{}}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{}]}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"PodUID":"","ContainerName":"c","ResourceName":"r","DeviceIDs":[]}]}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"PodUID":"u","ContainerName":"c","ResourceName":"r"}]}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"PodUID":"u","ContainerName":"c","ResourceName":"r","DeviceIDs":[null]}]}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"PodUID":"u","ContainerName":"c","ResourceName":"r","DeviceIDs":[],"AllocResp":"%"}]}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"PodUID":"u","ContainerName":"c","ResourceName":"r","DeviceIDs":[],"AllocResp":"//8="}]}}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"PodUID":"u""")]
    public void What_can_not_be_read_is_an_error_and_never_nobody(string text) =>
        Assert.Throws<MalformedException>(() => KubeletCheckpoint.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void No_entries_are_none() => Assert.Empty(KubeletCheckpoint.Read("""{"Data":{"PodDeviceEntries":null}}"""u8.ToArray()));

    [Fact]
    public void An_init_container_and_a_main_one_may_hold_the_same_ids()
    {
        var entries = KubeletCheckpoint.Read(Checkpoint(
            Entry("u1", "init", """["A-0"]""", Annotated(One)),
            Entry("u1", "main", """["A-0"]""", Annotated(Two)),
            Entry("u2", "main", """["A-1"]""", Annotated(Three))));
        Assert.True(StartingPod.TryFind(entries, Gpu, ["A-0"], out var pod, out var reason), reason);
        Assert.Equal("u1", pod.Uid);
        Assert.Equal(["init " + One, "main " + Two], pod.Shares.Select(static share => $"{share.Key} {share.Value}").Order());
    }

    [Fact]
    public void Ids_of_two_pods_or_of_none_are_refused()
    {
        var entries = KubeletCheckpoint.Read(Checkpoint(
            Entry("u1", "main", """["A-0","A-1"]""", Annotated(One)),
            Entry("u2", "main", """["A-0","A-1"]""", Annotated(Two))));
        Assert.Contains("gives these devices of nvidia.com/gpu to 2 pods", Refusal(entries, "A-0", "A-1"), StringComparison.Ordinal);
        Assert.Contains("knows no container", Refusal(entries, "A-0"), StringComparison.Ordinal);
        Assert.Contains("knows no container", Refusal(entries, "A-0", "A-1", "A-2"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_another_plugin_allocated_is_refused()
    {
        var entries = KubeletCheckpoint.Read(Checkpoint(Entry("u1", "main", """["A-0"]""", new ContainerAllocateResponse())));
        Assert.Contains("names no share", Refusal(entries, "A-0"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_name_for_two_containers_is_refused()
    {
        var entries = KubeletCheckpoint.Read(Checkpoint(
            Entry("u1", "a", """["A-0"]""", Annotated(One)), Entry("u1", "b", """["A-1"]""", Annotated(One))));
        Assert.Contains("twice", Refusal(entries, "A-0"), StringComparison.Ordinal);
    }

    private static string Refusal(IReadOnlyList<CheckpointEntry> entries, params string[] ids)
    {
        Assert.False(StartingPod.TryFind(entries, Gpu, ids, out _, out var reason));
        return reason;
    }

    private static ShareName? ShareOf(ContainerAllocateResponse answer) =>
        KubeletCheckpoint.Read(Checkpoint(Entry("u", "c", "[]", answer)))[0].Share;

    private static ContainerAllocateResponse Annotated(string names) => new() { Annotations = { ["cdi.k8s.io/hami_1"] = names } };

    private static string Entry(string uid, string container, string ids, ContainerAllocateResponse answer) =>
        $$"""{"PodUID":"{{uid}}","ContainerName":"{{container}}","ResourceName":"{{Gpu}}","DeviceIDs":{{ids}},"AllocResp":"{{answer.ToByteString().ToBase64()}}"}""";

    private static byte[] Checkpoint(params string[] entries) =>
        Encoding.UTF8.GetBytes($$$"""{"Data":{"PodDeviceEntries":[{{{string.Join(',', entries)}}}],"RegisteredDevices":{}},"Checksum":1}""");
}
