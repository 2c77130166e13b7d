using Hami.Nodes.Local;
using Hami.Nodes.Region;
using Xunit;

namespace Hami.Tests.Nodes.Local;

/// <summary>Folders of jobs, the living and the dead.</summary>
public sealed class JobSetTests : IDisposable
{
    private static readonly JobRecord Record = new() { Name = "a", Command = ["train"], Pid = 5, Ask = new ShareAsk { MemoryMiB = 3000 } };
    private static readonly RegionPlan Plan = new([new("GPU-1", 3000UL << 20, 30)]);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hami-set-");
    private readonly JobSet set;

    public JobSetTests()
    {
        set = StateDirectory.FindOrMake(Path.Combine(folder.FullName, "state"), static _ => { }).Simulated;
    }

    [Fact]
    public void A_job_joins_the_end_of_the_line_and_leaves_it_with_its_share()
    {
        var (first, firstLife) = set.Join(Record);
        var (second, secondLife) = set.Join(Record);
        using (firstLife)
        using (secondLife)
        {
            Assert.Equal([(1, true), (2, true)], Read().Select(static job => ((int)job.Number, job.IsWaiting)));
            var granted = set.Grant(first, Record with { Shares = [new LocalShare("GPU-1", 3000, 30)] }, Plan, DateTimeOffset.UnixEpoch);
            var jobs = Read();
            Assert.Equal([(1, false), (2, true)], jobs.Select(static job => ((int)job.Number, job.IsWaiting)));
            Assert.Equal(new LocalShare("GPU-1", 3000, 30), Assert.Single(jobs[0].Record.Shares));
            Assert.Equal((granted, RegionTail.FileSize), (jobs[0].Folder, new FileInfo(jobs[0].Region).Length));
            Assert.NotEqual(Path.GetFileName(first), Path.GetFileName(second));
        }
    }

    [Fact]
    public void The_dead_count_for_nothing_and_are_removed()
    {
        var (first, life) = set.Join(Record);
        set.Grant(first, Record, Plan, DateTimeOffset.UnixEpoch);
        var (_, waiting) = set.Join(Record);
        life.Dispose();
        Assert.Equal([2], Read().Select(static job => (int)job.Number));
        set.Tidy();
        Assert.Empty(Directory.EnumerateFileSystemEntries(set.Jobs));
        waiting.Dispose();
        set.Tidy();
        Assert.Empty(Directory.EnumerateFileSystemEntries(set.Queue));
    }

    [Fact]
    public void A_living_one_is_not_removed()
    {
        var (first, life) = set.Join(Record);
        using (life)
        {
            set.Grant(first, Record, Plan, DateTimeOffset.UnixEpoch);
            set.Tidy();
            Assert.Single(Read());
        }
    }

    [Fact]
    public void A_region_that_somebody_still_has_open_grants_nothing_after_its_job()
    {
        var (first, life) = set.Join(Record);
        var granted = set.Grant(first, Record, Plan, DateTimeOffset.UnixEpoch);
        using var open = File.Open(Path.Combine(granted, "region.cache"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        life.Dispose();
        set.Tidy();
        var bytes = new byte[open.Length];
        open.ReadExactly(bytes);
        RegionReader.Open(bytes, out var region);
        Assert.Equal(LimitMode.Refused, region.MemoryLimit(0, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"shares\": 5}")]
    [InlineData("{\"shares\": null}")]
    [InlineData("{\"shares\": [null]}")]
    [InlineData("{\"shares\": [{\"uuid\": \"GPU-1\", \"memoryMiB\": -5000, \"cores\": 0}]}")]
    [InlineData("{\"shares\": [{\"uuid\": \"GPU-1\", \"memoryMiB\": 5, \"cores\": -30}]}")]
    [InlineData("{\"shares\": [{\"uuid\": \"GPU-1,NVIDIA,0,0:\", \"memoryMiB\": 5, \"cores\": 0}]}")]
    [InlineData("{\"command\": [null]}")]
    [InlineData("{\"ask\": null}")]
    [InlineData(null)]
    public void What_a_living_job_takes_must_be_known(string? record)
    {
        var (first, life) = set.Join(Record);
        using (life)
        {
            File.Delete(Path.Combine(first, "job.json"));
            if (record is not null) File.WriteAllText(Path.Combine(first, "job.json"), record);
            var failure = Assert.Throws<LocalException>(() => set.Look());
            Assert.Equal(LocalFault.State, failure.Fault);
            Assert.Contains("can't be read", failure.Message, StringComparison.Ordinal);
            set.Tidy();
            Assert.True(Directory.Exists(first));
        }
    }

    [Fact]
    public void A_link_in_place_of_a_job_is_never_followed()
    {
        var victim = folder.CreateSubdirectory("victim");
        File.WriteAllText(Path.Combine(victim.FullName, "region.cache"), "precious");
        File.CreateSymbolicLink(Path.Combine(set.Jobs, "9-0123abcd"), victim.FullName);
        try
        {
            set.Tidy();
        }
        catch (LocalException)
        {
            // To say so is as good.
        }

        Assert.Equal("precious", File.ReadAllText(Path.Combine(victim.FullName, "region.cache")));
    }

    [Fact]
    public void What_is_no_job_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(set.Jobs, "notes"));
        Assert.Empty(Read());
        set.Tidy();
        Assert.True(Directory.Exists(Path.Combine(set.Jobs, "notes")));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private IReadOnlyList<JobEntry> Read()
    {
        var jobs = set.Look();
        foreach (var job in jobs) job.Dispose();
        return jobs;
    }
}
