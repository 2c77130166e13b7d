using Hami.Nodes.Local;
using Xunit;

namespace Hami.Tests.Nodes.Local;

/// <summary>What the flags of <c>hami run</c> mean.</summary>
public sealed class ShareAskReaderTests
{
    [Fact]
    public void Without_flags_it_is_one_device_with_all_its_memory() => Assert.Equal(new ShareAsk { Gpus = 1, Cores = 0, Priority = 1, Policy = "" }, Read());

    [Theory]
    [InlineData("3000", 3000, null)]
    [InlineData("1", 1, null)]
    [InlineData("2147483647", int.MaxValue, null)]
    [InlineData("50%", null, 50)]
    [InlineData("100%", null, 100)]
    public void Memory_is_MiB_or_a_percentage(string text, int? memory, int? percent) =>
        Assert.Equal((memory, percent), (Read(memory: text).MemoryMiB, Read(memory: text).MemoryPercent));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("30", 30)]
    [InlineData("30%", 30)]
    [InlineData("100", 100)]
    public void Cores_are_percent(string text, int cores) => Assert.Equal(cores, Read(cores: text).Cores);

    [Theory]
    [InlineData("spread")]
    [InlineData("binpack,numa")]
    [InlineData("mutex, topology-aware")]
    public void Policies_are_the_scheduler_s(string text) => Assert.Equal(text, Read(policy: text).Policy);

    [Theory]
    [InlineData("--gpus", "0")]
    [InlineData("--gpus", "17")]
    [InlineData("--gpus", "1.0")]
    [InlineData("--gpus", "")]
    [InlineData("--gpumem", "0")]
    [InlineData("--gpumem", "-1")]
    [InlineData("--gpumem", "3g")]
    [InlineData("--gpumem", "3000 ")]
    [InlineData("--gpumem", "2147483648")]
    [InlineData("--gpumem", "")]
    [InlineData("--gpumem", "%")]
    [InlineData("--gpumem", "0%")]
    [InlineData("--gpumem", "101%")]
    [InlineData("--gpumem", "1.5%")]
    [InlineData("--gpucores", "101")]
    [InlineData("--gpucores", "%")]
    [InlineData("--gpucores", "+5")]
    [InlineData("--gpucores", "x")]
    [InlineData("--policy", "")]
    [InlineData("--policy", "tight")]
    [InlineData("--policy", "binpack,")]
    [InlineData("--priority", "2")]
    [InlineData("--priority", "-1")]
    public void What_is_wrong_names_its_flag_the_value_and_the_remedy(string flag, string value)
    {
        var faults = new List<string>();
        string? Of(string name) => name == flag ? value : null;
        ShareAskReader.Read(Of("--gpus"), Of("--gpumem"), Of("--gpucores"), Of("--policy"), Of("--priority"), faults);
        Assert.NotEmpty(faults);
        Assert.All(faults, fault =>
        {
            Assert.StartsWith($"{flag}: \"", fault, StringComparison.Ordinal);
            Assert.Contains(": write ", fault, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Whatever_is_wrong_is_told_at_once()
    {
        var faults = new List<string>();
        ShareAskReader.Read("x", "x", "x", "x", "x", faults);
        Assert.Equal(5, faults.Count);
    }

    private static ShareAsk Read(string? gpus = null, string? memory = null, string? cores = null, string? policy = null, string? priority = null)
    {
        var faults = new List<string>();
        var ask = ShareAskReader.Read(gpus, memory, cores, policy, priority, faults);
        Assert.Empty(faults);
        return ask;
    }
}
