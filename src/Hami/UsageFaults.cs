using System.CommandLine;
using Hami.Core.Vendors.Configuration;

namespace Hami.Cli;

/// <summary>What is wrong with a command line before any value is read.</summary>
internal static class UsageFaults
{
    /// <summary>A sentence for each fault.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return parsed.UnmatchedTokens.Count > 0
            ? [.. parsed.UnmatchedTokens.Select(token => Unknown(command, token))]
            : [.. parsed.Errors.Select(static fault => fault.Message)];
    }

    /// <summary>That a word is nothing that the command knows.</summary>
    public static string Unknown(Command command, string token)
    {
        if (token.StartsWith('-'))
        {
            var name = token.Split('=', 2)[0];
            var known = command.Options.SelectMany(static option => option.Aliases.Append(option.Name));
            return $"unknown flag {name} of {HelpPage.FullName(command)}{NearMatch.Question(name, known)}";
        }

        return command.Subcommands.Count > 0
            ? $"unknown command \"{token}\"{NearMatch.Question(token, command.Subcommands.Select(static child => child.Name))}"
            : $"\"{token}\" belongs to no flag of {HelpPage.FullName(command)}: write --flag=value, and values with blanks in quotes";
    }
}
