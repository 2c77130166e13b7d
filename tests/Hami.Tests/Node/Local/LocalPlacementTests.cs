using CsCheck;
using Hami.Nodes.Local;
using Hami.Nodes.Nvml;
using Xunit;

namespace Hami.Tests.Nodes.Local;

/// <summary>Jobs are placed as pods are; on this machine alone.</summary>
public sealed class LocalPlacementTests
{
    private static readonly string[] Policies = ["", "binpack", "spread", "numa,binpack", "topology-aware"];
    private static readonly NvmlDevice[] Two = [Device(0), Device(1)];

    [Fact]
    public void A_job_gets_what_it_asked()
    {
        var answer = LocalPlacement.Decide(Two, [], new ShareAsk { MemoryMiB = 3000, Cores = 30 });
        Assert.Equal((3000, 30), (Assert.Single(answer.Shares).MemoryMiB, answer.Shares[0].Cores));
        Assert.Equal(("", false), (answer.Reason, answer.IsHopeless));
    }

    [Fact]
    public void Without_an_amount_it_gets_all_memory_and_no_limit_of_cores() =>
        Assert.All(LocalPlacement.Decide(Two, [], new ShareAsk { Gpus = 2 }).Shares, static share => Assert.Equal((40960, 0), (share.MemoryMiB, share.Cores)));

    [Theory]
    [InlineData(50, 20480)]
    [InlineData(1, 409)]
    [InlineData(100, 40960)]
    public void A_percentage_is_of_the_device_s_own_memory(int percent, int memory) =>
        Assert.Equal(memory, Assert.Single(LocalPlacement.Decide(Two, [], new ShareAsk { MemoryPercent = percent }).Shares).MemoryMiB);

    [Theory]
    [InlineData("", "GPU-0")]
    [InlineData("spread", "GPU-0")]
    [InlineData("binpack", "GPU-1")]
    [InlineData("mutex", "GPU-0")]
    public void The_policy_chooses_among_devices(string policy, string uuid) =>
        Assert.Equal(uuid, Assert.Single(LocalPlacement.Decide(Two, [[new LocalShare("GPU-1", 1000, 10)]], new ShareAsk { MemoryMiB = 1000, Policy = policy }).Shares).Uuid);

    [Fact]
    public void A_refusal_has_a_reason_for_each_device()
    {
        var answer = LocalPlacement.Decide(Two, [[new LocalShare("GPU-0", 30000, 10), new LocalShare("GPU-1", 100, 80)]], new ShareAsk { MemoryMiB = 20000, Cores = 30 });
        Assert.Equal("1/2 CardInsufficientCore, 1/2 CardInsufficientMemory", answer.Reason);
        Assert.Equal(
            ["device 0 (A100, GPU-0): CardInsufficientMemory (asked 20000 MiB, free 10960 of 40960)", "device 1 (A100, GPU-1): CardInsufficientCore (asked 30 %, free 20 of 100)"],
            answer.Devices);
        Assert.False(answer.IsHopeless);
    }

    [Theory]
    [InlineData(1, 40961)]
    [InlineData(3, 1)]
    public void What_never_fits_is_hopeless(int gpus, int memory)
    {
        foreach (var standing in (IReadOnlyList<IReadOnlyList<LocalShare>>[])[[], [[new LocalShare("GPU-0", 1, 1)]]])
            Assert.True(LocalPlacement.Decide(Two, standing, new ShareAsk { Gpus = gpus, MemoryMiB = memory }).IsHopeless);
    }

    [Fact]
    public void A_device_that_failed_or_is_cut_into_instances_is_not_given_out()
    {
        var answer = LocalPlacement.Decide([Two[0] with { Fault = "lost" }, Two[1] with { IsMig = true }], [], new ShareAsk { MemoryMiB = 1 });
        Assert.Equal((false, true), (answer.IsPlaced, answer.IsHopeless));
        Assert.False(LocalPlacement.Decide([Two[0] with { Fault = "lost" }], [], new ShareAsk { MemoryMiB = 1 }).IsPlaced);
        Assert.Equal("this machine has no devices", LocalPlacement.Decide([], [], new ShareAsk()).Reason);
    }

    [Fact]
    public void A_device_wanted_alone_is_had_alone()
    {
        IReadOnlyList<IReadOnlyList<LocalShare>> standing = [[new LocalShare("GPU-0", 1, 0)], [new LocalShare("GPU-1", 1, 0)]];
        Assert.Contains("ExclusiveDeviceAllocateConflict", LocalPlacement.Decide(Two, standing, new ShareAsk { MemoryMiB = 1, Cores = 100 }).Reason, StringComparison.Ordinal);
        Assert.Contains("CardComputeUnitsExhausted", LocalPlacement.Decide(Two, [[new LocalShare("GPU-0", 1, 100), new LocalShare("GPU-1", 1, 100)]], new ShareAsk { MemoryMiB = 1 }).Reason, StringComparison.Ordinal);
    }

    /// <summary>Jobs come and go; a device is never given out twice, and one is refused only when it really doesn't fit.</summary>
    [Fact]
    public void Nothing_is_given_out_twice_and_nothing_refused_that_fits()
    {
        var asks = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 45000], Gen.Int[0, 99], Gen.Int[0, Policies.Length - 1], Gen.Bool, static (gpus, memory, cores, policy, ends) => (Ask: new ShareAsk { Gpus = gpus, MemoryMiB = memory, Cores = cores, Policy = Policies[policy] }, Ends: ends));
        Gen.Select(Gen.Int[1, 4], asks.Array[1, 30]).Sample((count, steps) =>
        {
            var devices = Enumerable.Range(0, count).Select(Device).ToArray();
            var standing = new List<IReadOnlyList<LocalShare>>();
            foreach (var (ask, ends) in steps)
            {
                var fitting = devices.Count(device => Free(device, standing) is var (memory, cores) && memory >= ask.MemoryMiB && (cores >= ask.Cores && (cores > 0 || ask.Cores > 0)));
                var answer = LocalPlacement.Decide(devices, standing, ask);
                Assert.Equal(fitting >= ask.Gpus, answer.IsPlaced);
                Assert.Equal(ask.Gpus > count || ask.MemoryMiB > 40960, answer.IsHopeless);
                if (!answer.IsPlaced) continue;
                Assert.Equal(ask.Gpus, answer.Shares.Select(static share => share.Uuid).Distinct().Count());
                Assert.All(answer.Shares, share => Assert.Equal((ask.MemoryMiB, ask.Cores), (share.MemoryMiB, share.Cores)));
                standing.Add(answer.Shares);
                Assert.All(devices, device => Assert.True(Free(device, standing) is (>= 0, >= 0)));
                if (ends) standing.RemoveAt(0);
            }
        });
    }

    private static (long Memory, int Cores) Free(NvmlDevice device, IEnumerable<IReadOnlyList<LocalShare>> standing)
    {
        var on = standing.SelectMany(static shares => shares).Where(share => share.Uuid == device.Uuid).ToList();
        return (40960L - on.Sum(static share => (long)share.MemoryMiB), 100 - on.Sum(static share => share.Cores));
    }

    private static NvmlDevice Device(int index) => new() { Index = index, Uuid = $"GPU-{index}", Name = "A100", MemoryTotal = 40960UL << 20, Numa = index / 2 };
}
