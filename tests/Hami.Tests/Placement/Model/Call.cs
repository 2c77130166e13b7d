namespace Hami.Tests.Placement.Model;

/// <summary>What is done to one scheduler process.</summary>
internal enum CallKind
{
    /// <summary>The pods as its first list shows them.</summary>
    List,

    /// <summary>A term begins with pods as a list from the quorum shows them.</summary>
    BeginTerm,

    /// <summary>The watch shows a version of a pod.</summary>
    Show,

    /// <summary>A read shows a pod that the watch has not shown.</summary>
    Read,

    /// <summary>The first half of a filter call: a node is chosen.</summary>
    Decide,

    /// <summary>Its other half: the choice is committed, or made again.</summary>
    Commit,

    /// <summary>A bind call begins.</summary>
    BeginBind,

    /// <summary>The outcome of a Binding is recorded.</summary>
    Settle,

    /// <summary>A read that was begun after a Binding's deadline is recorded.</summary>
    SettleByRead,

    /// <summary>Reservations that are not pinned are too old.</summary>
    Lapse,

    /// <summary>Time passes.</summary>
    Tick,
}

/// <summary>One call of a scheduler process as a number: 4 bits for the kind, the others for what it takes.</summary>
internal readonly record struct Call(ulong Code)
{
    private const int KindBits = 4;
    private const ulong NoVersion = (1 << PodVersion.Bits) - 1;

    private Call(CallKind kind, ulong payload)
        : this((ulong)kind | (payload << KindBits))
    {
    }

    public CallKind Kind => (CallKind)(Code & 15);

    /// <summary>Index of the pod's name.</summary>
    public int Name => Field(0, 2);

    /// <summary>Which of the pods of this name.</summary>
    public int Incarnation => Field(2, 1);

    public PodVersion Version => new(Field(3, PodVersion.Bits));

    /// <summary>Whether a read has shown anything under the name.</summary>
    public bool HasVersion => (ulong)Field(3, PodVersion.Bits) != NoVersion;

    public int Node => Field(15, 2);

    /// <summary>In which order the nodes are offered: number of the renaming that makes it from 0, 1, 2.</summary>
    public int Order => Field(17, 3);

    public ModelFence Fence => (ModelFence)Field(20, 2);

    /// <summary>For how many ticks the lease lasts.</summary>
    public int Validity => Field(22, 3);

    public int Outcome => Field(25, 2);

    /// <summary>How many ticks ago the read was begun.</summary>
    public int Age => Field(27, 2);

    public static Call Tick => new(CallKind.Tick, 0);

    public static Call Lapse => new(CallKind.Lapse, 0);

    public static Call Pods(CallKind kind, ReadOnlySpan<PodVersion> versions)
    {
        ulong payload = 0;
        for (var i = 0; i < versions.Length; i++) payload |= (ulong)versions[i].Code << (i * PodVersion.Bits);
        return new Call(kind, payload);
    }

    public static Call Show(int name, PodVersion version) => new(CallKind.Show, Pod(name, version.Incarnation) | Versioned(version));

    public static Call Read(int name, PodVersion version) => new(CallKind.Read, Pod(name, version.Incarnation) | Versioned(version));

    public static Call Decide(int name, PodVersion version, int order) =>
        new(CallKind.Decide, Pod(name, version.Incarnation) | Versioned(version) | ((ulong)order << 17));

    public static Call Commit(int name, int incarnation, int order, ModelFence fence) =>
        new(CallKind.Commit, Pod(name, incarnation) | ((ulong)order << 17) | ((ulong)fence << 20));

    public static Call BeginBind(int name, int incarnation, int node, ModelFence fence, int validity) =>
        new(CallKind.BeginBind, Pod(name, incarnation) | ((ulong)node << 15) | ((ulong)fence << 20) | ((ulong)validity << 22));

    public static Call Settle(int name, int incarnation, int outcome) => new(CallKind.Settle, Pod(name, incarnation) | ((ulong)outcome << 25));

    public static Call SettleByRead(int name, int incarnation, PodVersion? version, int age) =>
        new(CallKind.SettleByRead, Pod(name, incarnation) | (version is { } shown ? Versioned(shown) : NoVersion << 3) | ((ulong)age << 27));

    public PodVersion Listed(int name) => new(Field(name * PodVersion.Bits, PodVersion.Bits));

    public Call Renamed(int renaming, Symmetry symmetry, Placements placements, Orders orders, int names)
    {
        if (Kind is CallKind.Tick or CallKind.Lapse) return this;
        if (Kind is CallKind.List or CallKind.BeginTerm)
        {
            Span<PodVersion> versions = stackalloc PodVersion[names];
            for (var i = 0; i < names; i++) versions[symmetry.Pod(renaming, i)] = Renamed(Listed(i), renaming, placements);
            return Pods(Kind, versions);
        }

        var code = Code & ~(3UL << KindBits);
        code |= (ulong)symmetry.Pod(renaming, Name) << KindBits;
        if (Kind is CallKind.Show or CallKind.Read or CallKind.Decide || (Kind == CallKind.SettleByRead && HasVersion))
        {
            code &= ~(NoVersion << (KindBits + 3));
            code |= Versioned(Renamed(Version, renaming, placements)) << KindBits;
        }

        if (Kind is CallKind.BeginBind)
        {
            code &= ~(3UL << (KindBits + 15));
            code |= (ulong)symmetry.Node(renaming, Node) << (KindBits + 15);
        }

        if (Kind is CallKind.Decide or CallKind.Commit)
        {
            code &= ~(7UL << (KindBits + 17));
            code |= (ulong)orders.Renamed(Order, renaming, symmetry) << (KindBits + 17);
        }

        return new Call(code);
    }

    public static PodVersion Renamed(PodVersion version, int renaming, Placements placements) =>
        version.Placement == 0 ? version : version.BoundWith(placements.Renamed(renaming, version.Placement));

    private static ulong Pod(int name, int incarnation) => (uint)name | ((ulong)(uint)incarnation << 2);

    private static ulong Versioned(PodVersion version) => (ulong)(uint)version.Code << 3;

    private int Field(int from, int bits) => (int)((Code >> (KindBits + from)) & ((1UL << bits) - 1));
}

/// <summary>The right under which a process acts.</summary>
internal enum ModelFence
{
    None,
    Sole,
    First,
    Second,
}

/// <summary>The orders in which nodes may be offered.</summary>
internal sealed class Orders(int nodes)
{
    private readonly int[][] all = nodes switch
    {
        1 => [[0]],
        2 => [[0, 1], [1, 0]],
        _ => [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
    };

    public int Count => all.Length;

    public int[] this[int order] => all[order];

    public int Renamed(int order, int renaming, Symmetry symmetry) =>
        Array.FindIndex(all, candidate => candidate.SequenceEqual(all[order].Select(node => symmetry.Node(renaming, node))));
}
