using Hami.Cli;
using Hami.Scheduler.Configuration;
using Xunit;

namespace Hami.Tests.Cli;

/// <summary>What a person or a script sees of <c>hami</c>.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Version_tells_what_was_built_with_what()
    {
        var (code, output, error) = await Run("version");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(
            @"^version:    \d+\.\d+\.\d+\nrevision:   ([0-9a-f]{40}|unknown)\nbuild date: (\d{4}-\d\d-\d\dT\S+|unknown)\nruntime:    \.NET 10\.\S+\ncompiler:   RyuJIT\nplatform:   linux/\w+\n$",
            output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_shows_the_commands_and_the_exit_codes(string flag)
    {
        var (code, output, _) = await Run(flag);
        Assert.Equal(0, code);
        Assert.Contains("\n  scheduler    Places pods", output, StringComparison.Ordinal);
        Assert.Contains("\n  version      Prints", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", output, StringComparison.Ordinal);
        Assert.DoesNotContain("docs-configuration", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_the_scheduler_has_an_example_and_every_flag_with_effect()
    {
        var (code, output, _) = await Run("scheduler", "--help");
        Assert.Equal(0, code);
        Assert.Contains("Examples:\n  hami scheduler\n", output, StringComparison.Ordinal);
        foreach (var flag in SchedulerFlags.All)
        {
            var isShown = output.Contains($"\n  {flag.Spelling}  (", StringComparison.Ordinal);
            Assert.Equal(flag.Group is not (FlagGroup.Vendors or FlagGroup.WithoutEffect), isShown);
        }
    }

    [Fact]
    public async Task Without_a_command_help_goes_to_the_error_stream_and_the_exit_code_tells()
    {
        var (code, output, error) = await Run();
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("HAMi for .NET", error);
    }

    [Theory]
    [InlineData("hami: unknown command \"schedular\" (did you mean \"scheduler\"?)\nTry: hami --help\n", "schedular")]
    [InlineData("hami: unknown flag --http-bind of hami scheduler (did you mean \"--http_bind\"?)\nTry: hami scheduler --help\n", "scheduler", "--http-bind=:80")]
    [InlineData("hami: unknown flag --x of hami version\nTry: hami version --help\n", "version", "--x")]
    [InlineData("hami: \"stray\" belongs to no flag of hami scheduler: write --flag=value, and values with blanks in quotes\nTry: hami scheduler --help\n", "scheduler", "stray")]
    [InlineData("hami: --bind-timeout: \"x\" is not a duration from 100ms to 30s: write 5s\nTry: hami scheduler --help\n", "scheduler", "--bind-timeout=x")]
    public async Task A_wrong_command_line_is_exit_code_2(string message, params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);
        Assert.Equal((2, "", message), (code, output, error));
    }

    [Fact]
    public async Task A_flag_without_its_value_is_exit_code_2()
    {
        var (code, _, error) = await Run("scheduler", "--scheduler-name");
        Assert.Equal(2, code);
        Assert.Contains("--scheduler-name", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_configuration_that_cant_be_used_is_exit_code_1()
    {
        var (code, output, error) = await Run("scheduler", "--device-config-file=/nonexistent.yaml");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("hami: /nonexistent.yaml: can't be read: ", error);
    }

    [Fact]
    public async Task Help_wins_over_faults()
    {
        var (code, _, error) = await Run("scheduler", "--nonsense", "--help");
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task Shells_can_complete_flags_and_words()
    {
        var (_, flags, _) = await Run("[suggest:16]", "scheduler --node");
        Assert.Contains("--node-scheduler-policy", flags.Split('\n'));
        Assert.DoesNotContain("--vmodule", (await Run("[suggest:15]", "scheduler --vmo")).Output.Split('\n'));

        const string line = "scheduler --node-scheduler-policy ";
        var (_, words, _) = await Run($"[suggest:{line.Length}]", line);
        Assert.Contains("binpack", words.Split('\n'));
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
