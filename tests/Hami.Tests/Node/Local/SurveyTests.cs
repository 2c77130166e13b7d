using Hami.Cli;
using Hami.Nodes.Local;
using Xunit;

namespace Hami.Tests.Nodes.Local;

/// <summary>What <c>hami ps</c> and <c>hami top</c> make of what is seen.</summary>
public sealed class SurveyTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Cores_are_what_was_used_since_the_look_before()
    {
        var before = Survey(10, 3_000_000_000);
        Assert.Equal(30, Assert.Single(before.Since(null).Jobs).Shares[0].CoresUsed);
        Assert.Equal(50, Assert.Single(Survey(12, 4_000_000_000).Since(before).Jobs).Shares[0].CoresUsed);
        Assert.Equal(0, Assert.Single(Survey(12, 3_000_000_000).Since(before).Jobs).Shares[0].CoresUsed);
    }

    [Fact]
    public void A_count_that_went_back_is_another_job_s() => Assert.Equal(10, Assert.Single(Survey(20, 2_000_000_000).Since(Survey(10, 3_000_000_000)).Jobs).Shares[0].CoresUsed);

    [Fact]
    public void A_job_is_a_line_and_its_further_devices_are_lines_below()
    {
        var survey = Survey(70, 21_000_000_000);
        survey = survey with { Jobs = [survey.Jobs[0] with { Shares = [survey.Jobs[0].Shares[0], new ShareView("GPU-2", null, 1 << 20, 0, null, 0, null)] }] };
        Assert.Equal(
        [
            ["7", "ada", "running", "1m10s", "1", "100 / 3000", "30.0 / 30", "1", "train"],
            ["", "", "", "", "GPU-2", "0 / 1", "", "", ""],
        ],
            SurveyText.Jobs(survey.Since(null)));
    }

    [Fact]
    public void Who_waits_is_shown_with_what_he_asked()
    {
        var survey = Survey(5, 0);
        survey = survey with { Jobs = [survey.Jobs[0] with { State = "waiting", Shares = [], Processes = [], Asked = new ShareAsk { Gpus = 2, MemoryPercent = 50, Cores = 20 } }] };
        Assert.Equal([["7", "ada", "waiting", "5s", "2 asked", "50% asked", "20 asked", "0", "train"]], SurveyText.Jobs(survey));
    }

    [Fact]
    public void What_others_wrote_doesn_t_reach_the_terminal_s_controls()
    {
        var survey = Survey(5, 0);
        survey = survey with { Jobs = [survey.Jobs[0] with { Name = "\u001b[2Jx\u009b1m" + new string('y', 100) }] };
        var name = SurveyText.Jobs(survey).First()[^1];
        Assert.Equal((60, "?[2Jx?1m"), (name.Length, name[..8]));
    }

    private static Survey Survey(int second, ulong time) => new(Start.AddSeconds(second), [],
    [
        new JobView
        {
            Job = 7, User = "ada", State = "running", Since = Start, Name = "train", Command = ["train"], Pid = 4, Asked = new ShareAsk(), IsSimulated = false, Processes = [9],
            Shares = [new ShareView("GPU-1", 1, 3000UL << 20, 100 << 20, 30, time, null)],
        },
    ]);
}
