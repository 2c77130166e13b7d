using System.CommandLine;
using Hami.Scheduler.Configuration;

namespace Hami.Cli;

/// <summary>A flag as System.CommandLine sees it. Its values stay texts: what is wrong with them all is told at once when they are read.</summary>
internal sealed class FlagOption : Option<string[]>
{
    /// <summary>Takes the flag.</summary>
    public FlagOption(Flag flag)
        : base(flag.Spelling, Others(flag))
    {
        Flag = flag;
        Description = flag.Effect;
        Hidden = flag.Group is FlagGroup.Vendors or FlagGroup.WithoutEffect;
        Arity = flag.IsSwitch ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
        if (flag.Words.Count > 0) CompletionSources.Add([.. flag.Words]);
    }

    /// <summary>The flag.</summary>
    public Flag Flag { get; }

    /// <summary>The flags of a command line.</summary>
    public static FlagValues Read(ParseResult parsed)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var option in parsed.CommandResult.Command.Options.OfType<FlagOption>())
        {
            if (parsed.GetResult(option) is not { Implicit: false } result) continue;
            given[option.Flag.Name] = result.Tokens.Count > 0 ? [.. result.Tokens.Select(static token => token.Value)] : ["true"];
        }

        return new FlagValues(given);
    }

    private static string[] Others(Flag flag) => flag.Name.Length == 1 ? [$"--{flag.Name}"] : [];
}
