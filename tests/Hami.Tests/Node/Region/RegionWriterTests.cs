using Hami.Nodes.Region;
using Hami.Tests.Playground;
using Xunit;

namespace Hami.Tests.Nodes.Region;

/// <summary>A region made beforehand is the one that the library would have made.</summary>
public sealed class RegionWriterTests : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hami-region-");

    public static TheoryData<RegionPlan> Plans =>
    [
        new RegionPlan([new("GPU-08b4fda8-c892-450e-84e5-b98100c67fb0", 3000UL << 20, 30)]),
        new RegionPlan([new("GPU-1", 1, null), new("GPU-2", ulong.MaxValue, 99, CorePolicy.Force), new("GPU-3", 1UL << 40, 1, CorePolicy.Disable)], Priority: 0),
        new RegionPlan([.. Enumerable.Range(0, 16).Select(static d => new RegionPlan.Device(new string((char)('a' + d), 95), 1UL << (d + 20), d == 0 ? null : d))]),
        new RegionPlan([]),
    ];

    [Theory]
    [MemberData(nameof(Plans))]
    public void It_is_the_library_s_byte_for_byte(RegionPlan plan)
    {
        using var c = new CFolder();
        var sources = (string[])["create.c", "identity.c"];
        var program = c.Compile(
            "make", Source(plan),
            [.. sources.Select(static source => RepositoryFiles.Of($"native/libvgpu/region/{source}")), "-I", RepositoryFiles.Of("native/libvgpu/region"), "-I", RepositoryFiles.Of("native"), "-pthread"]);
        var theirs = Path.Combine(c.Path, "theirs.cache");
        CFolder.Run(program, theirs);
        var bytes = File.ReadAllBytes(theirs);
        var time = BitConverter.ToInt64(bytes, RegionLayout.V1.LastKernelTime!.Value);
        Assert.Equal(bytes, RegionWriter.Fill(plan, DateTimeOffset.FromUnixTimeSeconds(time)));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal(RegionFault.None, RegionReader.Open(RegionWriter.Fill(new RegionPlan([new("GPU-1", 5 << 20, 30), new("GPU-2", 7, null)], 0), DateTimeOffset.UnixEpoch), out var region));
        Assert.Equal((2, "GPU-1", "GPU-2", 0, RegionOrigin.Beforehand), (region.DeviceCount, region.Uuid(0), region.Uuid(1), region.Priority, region.Origin));
        Assert.Equal((LimitMode.Limited, LimitMode.Limited, LimitMode.Limited, LimitMode.None), (region.MemoryLimit(0, out var first), region.CoreLimit(0, out var percent), region.MemoryLimit(1, out var second), region.CoreLimit(1, out _)));
        Assert.Equal((5UL << 20, 30, 7UL), (first, percent, second));
        Assert.Equal((LimitMode.Refused, LimitMode.Refused), (region.MemoryLimit(2, out _), region.CoreLimit(2, out _)));
    }

    [Fact]
    public void A_file_is_made_whole_or_not_at_all()
    {
        var path = Path.Combine(folder.FullName, "region.cache");
        RegionWriter.Create(path, new RegionPlan([new("GPU-1", 1, null)]), DateTimeOffset.UnixEpoch, OwnersAlone);
        Assert.Equal((RegionTail.FileSize, OwnersAlone), (new FileInfo(path).Length, File.GetUnixFileMode(path)));
        Assert.Throws<IOException>(() => RegionWriter.Create(path, new RegionPlan([new("GPU-2", 2, null)]), DateTimeOffset.UnixEpoch, OwnersAlone));
        RegionReader.Open(File.ReadAllBytes(path), out var region);
        Assert.Equal("GPU-1", region.Uuid(0));
        Assert.Throws<DirectoryNotFoundException>(() => RegionWriter.Create(Path.Combine(folder.FullName, "none/region.cache"), new RegionPlan([]), DateTimeOffset.UnixEpoch, OwnersAlone));
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public void What_is_revoked_is_refused_and_nothing_else_changes()
    {
        var path = Path.Combine(folder.FullName, "region.cache");
        RegionWriter.Create(path, new RegionPlan([new("GPU-1", 1 << 20, 30), new("GPU-2", 1 << 20, null)]), DateTimeOffset.UnixEpoch, OwnersAlone);
        using (var file = File.Open(path, FileMode.Open)) RegionWriter.Revoke(file);
        RegionReader.Open(File.ReadAllBytes(path), out var region);
        for (var d = 0; d < 2; d++) Assert.Equal((LimitMode.Refused, LimitMode.Refused, 1UL << 20), (region.MemoryLimit(d, out _), region.CoreLimit(d, out _), region.Limit(d)));
    }

    [Theory]
    [InlineData("", 1UL, null)]
    [InlineData("GPU 1", 1UL, null)]
    [InlineData("GPU-é", 1UL, null)]
    [InlineData("GPU-1", 0UL, null)]
    [InlineData("GPU-1", 1UL, 0)]
    [InlineData("GPU-1", 1UL, 100)]
    public void What_a_region_can_t_hold_is_an_error(string uuid, ulong memory, int? cores) =>
        Assert.Throws<ArgumentException>(() => RegionWriter.Fill(new RegionPlan([new(uuid, memory, cores)]), DateTimeOffset.UnixEpoch));

    public void Dispose() => folder.Delete(recursive: true);

    private static string Source(RegionPlan plan) => $$"""
        #include "region.h"
        int main(int count, char **words) {
          struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .priority = {{plan.Priority}}, .device_count = {{plan.Devices.Count}}, .devices = { {{string.Concat(plan.Devices.Select(static device =>
              $"{{ .uuid = \"{device.Uuid}\", .memory = {{ HAMI_REGION_LIMITED, {device.MemoryBytes}ULL }}, .core_mode = {(device.CorePercent is null ? "HAMI_REGION_NONE" : "HAMI_REGION_LIMITED")}, .core_percent = {device.CorePercent ?? 0}, .policy = {(int)device.Policy} }}, "))}} } };
          return count == 2 && vgpu_region_create(words[1], &plan) == VGPU_REGION_OK ? 0 : 1;
        }
        """;
}
