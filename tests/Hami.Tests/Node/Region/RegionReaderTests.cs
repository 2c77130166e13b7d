using System.Buffers.Binary;
using Hami.Nodes.Region;
using Xunit;

namespace Hami.Tests.Nodes.Region;

/// <summary>A region is whatever a container wrote.</summary>
public sealed class RegionReaderTests
{
    // Sizes of T34.
    [Theory]
    [InlineData(0, RegionFault.TooShort, null)]
    [InlineData(11, RegionFault.TooShort, null)]
    [InlineData(12, RegionFault.TooShort, null)]
    [InlineData(1197895, RegionFault.TooShort, null)]
    [InlineData(1197896, RegionFault.None, 0)]
    [InlineData(2008951, RegionFault.None, 0)]
    [InlineData(2008952, RegionFault.None, 1)]
    [InlineData(3129344, RegionFault.None, 1)]
    public void The_size_tells_the_version(int size, RegionFault fault, int? version)
    {
        var bytes = new byte[size];
        if (size >= 8)
        {
            Put(bytes, 0, RegionLayout.Magic);
            Put(bytes, 4, 1);
        }

        Assert.Equal(fault, RegionReader.Open(bytes, out var reader));
        if (version is not null) Assert.Equal(version, reader.Layout.Version);
    }

    [Fact]
    public void Another_magic_or_version_is_no_region()
    {
        var bytes = Region();
        Put(bytes, 4, 2);
        Assert.Equal(RegionFault.OtherVersion, RegionReader.Open(bytes, out _));
        Put(bytes, 0, 1);
        Assert.Equal(RegionFault.Foreign, RegionReader.Open(bytes, out _));
    }

    // T40: slot 2 is past the highest mark.
    [Fact]
    public void What_processes_use_adds_up()
    {
        var bytes = Region();
        Put(bytes, RegionLayout.V1.DeviceCount, 1);
        "A"u8.CopyTo(bytes.AsSpan(RegionLayout.V1.Uuids));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(RegionLayout.V1.Limits), 3145728000);
        Put(bytes, RegionLayout.V1.ProcessCount, 2);
        for (var slot = 0; slot < 3; slot++)
        {
            var at = RegionLayout.V1.Processes + (slot * RegionLayout.V1.ProcessSize);
            Put(bytes, at + RegionLayout.V1.Status, slot == 1 ? 2 : 1);
            Put(bytes, at + 8, 100);
            Put(bytes, at + 16, 200);
            Put(bytes, at + 24, 1000);
            Put(bytes, at + 40, 1400);
            Put(bytes, at + RegionLayout.V1.Utilization + 16, 10 + slot);
        }

        Assert.Equal(RegionFault.None, RegionReader.Open(bytes, out var reader));
        Assert.Equal((1, "A", 3145728000UL, 2), (reader.DeviceCount, reader.Uuid(0), reader.Limit(0), reader.ProcessCount));
        Assert.Equal(new MemoryInUse(200, 400, 2000, 0, 2800), reader.Used(0));
        Assert.Equal(21UL, reader.SmUtilization(0));
    }

    [Fact]
    public void Without_a_tail_everything_is_refused()
    {
        Assert.Equal(RegionFault.None, RegionReader.Open(Region(), out var reader));
        Assert.False(reader.HasTail);
        Assert.Equal((LimitMode.Refused, LimitMode.Refused, RegionOrigin.Unknown), (reader.MemoryLimit(0, out _), reader.CoreLimit(0, out _), reader.Origin));
    }

    [Theory]
    [InlineData(0, 5, 0, LimitMode.Refused, LimitMode.Refused)]
    [InlineData(1, 5, 0, LimitMode.None, LimitMode.None)]
    [InlineData(2, 0, 0, LimitMode.Refused, LimitMode.Refused)]
    [InlineData(2, 5, 30, LimitMode.Limited, LimitMode.Limited)]
    [InlineData(2, 5, 100, LimitMode.Limited, LimitMode.Refused)]
    [InlineData(2, 5, -1, LimitMode.Limited, LimitMode.Refused)]
    [InlineData(3, 5, 0, LimitMode.Hardware, LimitMode.Hardware)]
    [InlineData(4, 5, 30, LimitMode.Refused, LimitMode.Refused)]
    [InlineData(-1, 5, 30, LimitMode.Refused, LimitMode.Refused)]
    public void The_tail_tells_the_limits(int mode, int limit, int percent, LimitMode memory, LimitMode core)
    {
        var bytes = WithTail();
        var device = RegionTail.Offset + RegionTail.Devices + (15 * RegionTail.DeviceSize);
        Put(bytes, device + RegionTail.MemoryMode, mode);
        Put(bytes, device + RegionTail.CoreMode, mode);
        Put(bytes, device + RegionTail.MemoryLimit, limit);
        Put(bytes, device + RegionTail.CorePercent, percent);
        Assert.Equal(RegionFault.None, RegionReader.Open(bytes, out var reader));
        Assert.True(reader.HasTail);
        Assert.Equal((memory, core), (reader.MemoryLimit(15, out var bytesGranted), reader.CoreLimit(15, out var percentGranted)));
        Assert.Equal(memory == LimitMode.Limited ? 5UL : 0, bytesGranted);
        Assert.Equal(core == LimitMode.Limited ? 30 : 0, percentGranted);
    }

    [Theory]
    [InlineData(1197896)]
    [InlineData(2008952)]
    [InlineData(2011136)]
    [InlineData(2011140)]
    [InlineData(3129343)]
    [InlineData(3129344)]
    [InlineData(3129345)]
    public void Noise_is_read_without_a_fault(int size)
    {
        var random = new Random(size);
        for (var round = 0; round < 5; round++)
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            Put(bytes, 0, RegionLayout.Magic);
            if (size >= RegionLayout.V1.Size) Put(bytes, 4, 1);
            Assert.Equal(RegionFault.None, RegionReader.Open(bytes, out var reader));
            Assert.InRange(reader.DeviceCount, 0, 16);
            Assert.InRange(reader.ProcessCount, 0, 1024);
            for (var device = 0; device < RegionLayout.Devices; device++)
            {
                Assert.Equal(LimitMode.Refused, reader.MemoryLimit(device, out _));
                Assert.All(reader.Uuid(device), static sign => Assert.InRange(sign, '!', '~'));
                _ = reader.Used(device);
                _ = reader.SmUtilization(device);
            }
        }
    }

    [Fact]
    public void A_sum_does_not_wrap()
    {
        var bytes = Region();
        bytes.AsSpan(RegionLayout.V1.Processes, RegionLayout.V1.ProcessSize * 4).Fill(0xff);
        Put(bytes, RegionLayout.V1.ProcessCount, 4);
        Assert.Equal(RegionFault.None, RegionReader.Open(bytes, out var reader));
        Assert.Equal(ulong.MaxValue, reader.Used(0).Total);
        Assert.Equal(ulong.MaxValue, reader.SmUtilization(0));
    }

    [Fact]
    public void A_name_without_an_end_or_with_a_line_break_is_none()
    {
        var bytes = Region();
        bytes.AsSpan(RegionLayout.V1.Uuids, 96).Fill((byte)'A');
        "G\nU"u8.CopyTo(bytes.AsSpan(RegionLayout.V1.Uuids + 96));
        Assert.Equal(RegionFault.None, RegionReader.Open(bytes, out var reader));
        Assert.Equal(("", ""), (reader.Uuid(0), reader.Uuid(1)));
    }

    private static byte[] Region()
    {
        var bytes = new byte[RegionLayout.V1.Size + 1];
        Put(bytes, 0, RegionLayout.Magic);
        Put(bytes, 4, 1);
        return bytes;
    }

    private static byte[] WithTail()
    {
        var bytes = new byte[RegionTail.FileSize];
        Region().CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(RegionTail.Offset), RegionTail.Magic);
        Put(bytes, RegionTail.Offset + RegionTail.VersionAt, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(RegionTail.Offset + RegionTail.Size), RegionTail.FileSize);
        return bytes;
    }

    private static void Put(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
}
