using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Hami.Tests.Placement.Model;

/// <summary>What came of an exploration.</summary>
/// <param name="Scenario">What was explored.</param>
/// <param name="States">States of the whole, up to renaming.</param>
/// <param name="Transitions">Steps between them.</param>
/// <param name="LocalStates">States of one scheduler process.</param>
/// <param name="Calls">Calls of the real code, each from another state.</param>
/// <param name="Quiet">States in which nothing was on its way, and from which every pod was bound or refused.</param>
/// <param name="Rechecked">Calls that were made again from a state reached in another way, with the same outcome.</param>
/// <param name="IsComplete">Whether every state was seen.</param>
/// <param name="Seconds">Time.</param>
/// <param name="Violations">What was wrong in the first state in which something was.</param>
/// <param name="Trace">The shortest way there.</param>
internal sealed record Exploration(
    string Scenario, int States, long Transitions, int LocalStates, int Calls, int Quiet, int Rechecked, bool IsComplete, double Seconds, IReadOnlyList<string> Violations, IReadOnlyList<string> Trace)
{
    public override string ToString() =>
        $"{Scenario}: {States} states, {Transitions} transitions, {Quiet} quiet states, {LocalStates} states of a scheduler by {Calls} calls ({Rechecked} rechecked), {Seconds:F1} s"
        + (Violations.Count > 0 ? $"\n  {string.Join("\n  ", Violations)}\n  after {Trace.Count} steps:\n    {string.Join("\n    ", Trace)}" : IsComplete ? "" : " (not all)");
}

/// <summary>Visits every state of a scenario, nearest first, and judges each.</summary>
internal sealed class Explorer
{
    private const int SampledWays = 300;
    private readonly Scenario scenario;
    private readonly Symmetry symmetry;
    private readonly Placements placements;
    private readonly LocalStates locals;
    private readonly Canonical canonical;
    private readonly Rules rules;
    private readonly Judge judge;
    private readonly Narrator narrator;
    private readonly HashSet<UInt128> seen = [];
    private readonly List<(int Parent, Move Move, byte Renaming)> ways = [];
    private readonly Queue<(int Number, byte[] Key)> waiting = [];

    private Explorer(Scenario scenario)
    {
        this.scenario = scenario;
        symmetry = new Symmetry(scenario);
        placements = new Placements(symmetry);
        var orders = new Orders(scenario.Nodes);
        locals = new LocalStates(scenario, symmetry, placements, orders);
        canonical = new Canonical(scenario, symmetry, placements, orders, locals);
        rules = new Rules(scenario, locals, orders);
        judge = new Judge(scenario, locals, placements);
        narrator = new Narrator(placements);
    }

    public static Exploration Explore(Scenario scenario, int mostStates = int.MaxValue) => new Explorer(scenario).Run(mostStates);

    private Exploration Run(int mostStates)
    {
        var clock = Stopwatch.StartNew();
        var transitions = 0L;
        Visit(World.First(scenario), -1, default);
        IReadOnlyList<string> violations = [];
        var bad = 0;
        while (violations.Count == 0 && seen.Count < mostStates && waiting.TryDequeue(out var next))
        {
            var world = canonical.Read(next.Key);
            violations = judge.Quiet(world);
            bad = next.Number;
            if (violations.Count > 0) break;
            foreach (var (move, after) in rules.Next(world))
            {
                transitions++;
                if (!Visit(after, next.Number, move)) continue;
                violations = judge.Truth(after);
                bad = ways.Count - 1;
                if (violations.Count > 0) break;
            }
        }

        var rechecked = violations.Count == 0 ? locals.Recheck(SampledWays) : 0;
        return new Exploration(
            scenario.Name, seen.Count, transitions, locals.Count, locals.Steps, judge.QuietStates, rechecked, violations.Count == 0 && waiting.Count == 0,
            clock.Elapsed.TotalSeconds, violations, violations.Count > 0 ? Trace(bad) : []);
    }

    private bool Visit(World world, int parent, Move move)
    {
        var (key, renaming) = canonical.Of(world);
        if (!seen.Add(Hash(key))) return false;
        waiting.Enqueue((ways.Count, key));
        ways.Add((parent, move, (byte)renaming));
        return true;
    }

    // 128 bits in place of the whole: two of some millions of states being taken for one is out of the question.
    private static UInt128 Hash(byte[] key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    // States are kept under whatever names came first; the way is told in the names of the beginning.
    private List<string> Trace(int end)
    {
        var way = new Stack<(Move Move, byte Renaming)>();
        for (var at = end; ways[at].Parent >= 0; at = ways[at].Parent) way.Push((ways[at].Move, ways[at].Renaming));
        var (key, renaming) = canonical.Of(World.First(scenario));
        var names = symmetry.Inverse[renaming];
        var told = new List<string>();
        foreach (var step in way)
        {
            var world = canonical.Read(key);
            var (_, after) = rules.Next(world).First(next => next.Move == step.Move);
            told.Add(symmetry.Text(names, narrator.Tell(world, step.Move, after)));
            (key, renaming) = canonical.Of(after);
            names = symmetry.Product(names, symmetry.Inverse[renaming]);
        }

        return told;
    }
}
