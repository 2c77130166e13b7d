namespace Hami.Tests.Placement.Model;

/// <summary>
/// Every state that one scheduler process was ever seen in, by number, and what each call made of it. The real code is run once for
/// each state and call: a state is made again by the shortest calls that lead to it.
/// </summary>
internal sealed class LocalStates
{
    private readonly Scenario scenario;
    private readonly Symmetry symmetry;
    private readonly Placements placements;
    private readonly Orders orders;
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<Entry> entries = [];
    private readonly Dictionary<(int State, ulong Call), (int Next, int Result)> steps = [];
    private readonly List<(int State, int Parent, Call Call)> otherWays = [];

    public LocalStates(Scenario scenario, Symmetry symmetry, Placements placements, Orders orders)
    {
        this.scenario = scenario;
        this.symmetry = symmetry;
        this.placements = placements;
        this.orders = orders;
        var process = new SchedulerProcess(scenario, placements, orders);
        Intern(-1, default, process.Fingerprint(), 0);
    }

    /// <summary>The state of a process that has just started.</summary>
    public static int Fresh => 0;

    /// <summary>How many states there are.</summary>
    public int Count => entries.Count;

    /// <summary>How many calls of the real code were made, those that make a state again not counted.</summary>
    public int Steps => steps.Count;

    public int Renamed(int renaming, int state) => entries[state].Renamed[renaming];

    /// <summary>Pods whose Binding is to be settled by a read: bit 2 × name + incarnation.</summary>
    public int Unsettled(int state) => entries[state].Unsettled;

    public string Describe(int state) => entries[state].Fingerprint;

    public (int Next, int Result) Execute(int state, Call call)
    {
        if (steps.TryGetValue((state, call.Code), out var known)) return known;
        var process = Make(state);
        var result = process.Execute(call);
        var count = entries.Count;
        var next = Intern(state, call, process.Fingerprint(), process.Unsettled());
        if (entries.Count == count && next != state) otherWays.Add((next, state, call));
        return steps[(state, call.Code)] = (next, result);
    }

    /// <summary>Makes a process that is in a state.</summary>
    public SchedulerProcess Make(int state)
    {
        var process = new SchedulerProcess(scenario, placements, orders);
        var calls = new Stack<Call>();
        for (var at = state; entries[at].Parent >= 0; at = entries[at].Parent) calls.Push(entries[at].Call);
        foreach (var call in calls) process.Execute(call);
        return process;
    }

    /// <summary>
    /// Whether states are what they are taken for: some that were reached in more than one way are reached in another one, and every
    /// call that is known of them must answer and lead as it is known.
    /// </summary>
    /// <returns>How many calls were compared.</returns>
    public int Recheck(int ways)
    {
        var known = steps.ToLookup(static step => step.Key.State, static step => (step.Key.Call, step.Value));
        var compared = 0;
        for (var i = 0; i < otherWays.Count; i += Math.Max(1, otherWays.Count / ways))
        {
            var (state, parent, way) = otherWays[i];
            if (Make(state).Fingerprint() != entries[state].Fingerprint) throw new InvalidOperationException($"the calls to a state lead elsewhere than to\n{entries[state].Fingerprint}");
            foreach (var (call, (next, result)) in known[state])
            {
                var process = Make(parent);
                process.Execute(way);
                if (process.Execute(new Call(call)) != result || process.Fingerprint() != entries[next].Fingerprint)
                    throw new InvalidOperationException($"state {state} is more than its fingerprint tells:\n{entries[state].Fingerprint}\n{(new Call(call)).Kind} led elsewhere than to\n{entries[next].Fingerprint}");
                compared++;
            }
        }

        return compared;
    }

    // With a state come all its renamings: each is reached by the renamed calls.
    private int Intern(int parent, Call call, string fingerprint, int unsettled)
    {
        if (numbers.TryGetValue(fingerprint, out var number)) return number;
        var orbit = new int[symmetry.Count];
        for (var renaming = 0; renaming < orbit.Length; renaming++)
        {
            var text = symmetry.Lines(renaming, fingerprint);
            if (!numbers.TryGetValue(text, out orbit[renaming]))
            {
                orbit[renaming] = entries.Count;
                numbers[text] = entries.Count;
                entries.Add(new Entry(
                    parent < 0 ? -1 : entries[parent].Renamed[renaming],
                    call.Renamed(renaming, symmetry, placements, orders, scenario.Pods.Length),
                    text,
                    RenamedBits(unsettled, renaming),
                    new int[orbit.Length]));
            }
        }

        for (var first = 0; first < orbit.Length; first++)
        {
            for (var second = 0; second < orbit.Length; second++) entries[orbit[first]].Renamed[second] = orbit[symmetry.Product(second, first)];
        }

        return orbit[0];
    }

    private int RenamedBits(int bits, int renaming)
    {
        var renamed = 0;
        for (var name = 0; name < scenario.Pods.Length; name++) renamed |= ((bits >> (2 * name)) & 3) << (2 * symmetry.Pod(renaming, name));
        return renamed;
    }

    private sealed record Entry(int Parent, Call Call, string Fingerprint, int Unsettled, int[] Renamed);
}
