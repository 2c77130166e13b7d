namespace Hami.Tests.Placement.Model;

/// <summary>The whole: what the API server holds, what is on its way, and the scheduler processes.</summary>
internal sealed class World
{
    public required Name[] Names { get; init; }

    public required Replica[] Replicas { get; init; }

    public required List<Flight> Bindings { get; init; }

    public required List<Read> Reads { get; init; }

    public int Restarts { get; set; }

    public int Deletions { get; set; }

    public int Successors { get; set; }

    public int Reports { get; set; }

    public static World First(Scenario scenario) => new()
    {
        Names = [.. scenario.Pods.Select((_, name) => new Name(scenario.Replicas) { History = [new PodVersion(0, false, name >= scenario.Pods.Length - scenario.Absent, 0)] })],
        Replicas = [.. Enumerable.Range(0, scenario.Replicas).Select(replica => new Replica(scenario.Pods.Length)
        {
            Phase = replica == 0 ? Phase.Answers : Phase.Down,
            Validity = replica == 0 && scenario.TakesOver ? scenario.BindTicks + 1 : 0,
        })],
        Bindings = [],
        Reads = [],
        Restarts = scenario.Restarts,
        Deletions = scenario.Deletions,
        Successors = scenario.Successors,
        Reports = scenario.Reports,
    };

    public World Copy() => new()
    {
        Names = [.. Names.Select(static name => name.Copy())],
        Replicas = [.. Replicas.Select(static replica => replica.Copy())],
        Bindings = [.. Bindings],
        Reads = [.. Reads],
        Restarts = Restarts,
        Deletions = Deletions,
        Successors = Successors,
        Reports = Reports,
    };

    /// <summary>How far a replica is.</summary>
    internal enum Phase
    {
        Down,
        Waits,
        Answers,
    }

    /// <summary>How far a Binding is.</summary>
    internal enum Stage
    {
        /// <summary>It may land; its sender waits.</summary>
        Sent,

        /// <summary>It may land; its sender has given up waiting, or is gone.</summary>
        Lost,

        /// <summary>It has landed; its sender waits.</summary>
        Landed,

        /// <summary>The server has refused it; its sender waits.</summary>
        Refused,
    }

    /// <summary>A Binding on its way.</summary>
    /// <param name="Pod">Index of the name.</param>
    /// <param name="Incarnation">Which of the pods of this name it means.</param>
    /// <param name="Placement">What it carries.</param>
    /// <param name="Ticks">For how many ticks it may land.</param>
    /// <param name="Sender">The replica that waits for the answer.</param>
    /// <param name="Stage">How far it is.</param>
    internal readonly record struct Flight(int Pod, int Incarnation, int Placement, int Ticks, int Sender, Stage Stage)
    {
        public long Code => ((long)Pod << 40) | ((long)Incarnation << 36) | ((long)Placement << 16) | ((long)Ticks << 12) | ((long)Sender << 8) | (long)Stage;
    }

    /// <summary>A read from the quorum on its way.</summary>
    /// <param name="Replica">Who reads.</param>
    /// <param name="Pod">Index of the name.</param>
    /// <param name="Incarnation">Which pod it is about.</param>
    /// <param name="Seen">What was read.</param>
    /// <param name="Age">Begun how many ticks ago.</param>
    /// <param name="Node">1 + the node of the bind call that waits for it; 0 when it is to settle a Binding.</param>
    internal readonly record struct Read(int Replica, int Pod, int Incarnation, PodVersion Seen, int Age, int Node)
    {
        public long Code => ((long)Replica << 40) | ((long)Pod << 36) | ((long)Incarnation << 32) | ((long)Seen.Code << 12) | ((long)Age << 8) | (long)Node;
    }

    /// <summary>The pods of one name, at the API server and on their way through the watches.</summary>
    internal sealed class Name(int replicas)
    {
        /// <summary>Versions from the last one that every replica has been shown on; the newest is the truth.</summary>
        public required List<PodVersion> History { get; init; }

        /// <summary>How many of these each replica has been shown.</summary>
        public int[] Shown { get; private init; } = new int[replicas];

        /// <summary>Filter calls so far for each incarnation.</summary>
        public int[] Filters { get; private init; } = new int[Scenario.MostIncarnations];

        public PodVersion Truth => History[^1];

        public Name Copy() => new(Shown.Length) { History = [.. History], Shown = [.. Shown], Filters = [.. Filters] };
    }

    /// <summary>A scheduler process and the kube-scheduler beside it.</summary>
    internal sealed class Replica(int names)
    {
        public Phase Phase { get; set; }

        /// <summary>Number of its state.</summary>
        public int State { get; set; }

        /// <summary>Ticks until it may answer.</summary>
        public int Wait { get; set; }

        /// <summary>Ticks for which the first replica's lease lasts.</summary>
        public int Validity { get; set; }

        /// <summary>For each name 1 + incarnation of the filter call that has decided and not committed, 0 for none; and in which order nodes were offered.</summary>
        public (int Incarnation, int Order)[] Open { get; private init; } = new (int, int)[names];

        /// <summary>For each name the pod that kube-scheduler will bind and 1 + its node; node 0 for none.</summary>
        public (int Incarnation, int Node)[] Chosen { get; private init; } = new (int, int)[names];

        public Replica Copy() => new(Open.Length) { Phase = Phase, State = State, Wait = Wait, Validity = Validity, Open = [.. Open], Chosen = [.. Chosen] };
    }
}
