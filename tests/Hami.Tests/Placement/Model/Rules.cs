using Hami.Core.Placement.State;

namespace Hami.Tests.Placement.Model;

/// <summary>What may happen next: API server, watches, kube-schedulers, leases and time as they are, the scheduler as it is in truth.</summary>
internal sealed class Rules(Scenario scenario, LocalStates locals, Orders orders)
{
    private const int LongValidity = 7;
    private readonly List<(Move, World)> next = [];
    private World now = null!;

    /// <summary>Every step that may be taken, with the world after it.</summary>
    public List<(Move Move, World After)> Next(World world)
    {
        next.Clear();
        now = world;
        for (var name = 0; name < world.Names.Length; name++) AddServerMoves(name);
        for (var binding = 0; binding < world.Bindings.Count; binding++) AddBindingMoves(binding);
        for (var read = 0; read < world.Reads.Count; read++) EndRead(read);
        for (var replica = 0; replica < world.Replicas.Length; replica++) AddReplicaMoves(replica);
        Tick();
        return next;
    }

    private World Add(MoveKind kind, int replica = 0, int index = 0, int order = 0)
    {
        var after = now.Copy();
        next.Add((new Move(kind, replica, index, order), after));
        return after;
    }

    private int Call(World world, int replica, Call call)
    {
        var (state, result) = locals.Execute(world.Replicas[replica].State, call);
        world.Replicas[replica].State = state;
        return result;
    }

    private void AddServerMoves(int index)
    {
        var truth = now.Names[index].Truth;
        if (!truth.IsDeleted && now.Deletions > 0)
        {
            var after = Add(MoveKind.DeletePod, index: index);
            after.Deletions--;
            after.Names[index].History.Add(truth.Deleted);
        }

        if (truth.IsDeleted && now.Successors > 0 && truth.Incarnation + 1 < Scenario.MostIncarnations)
        {
            var after = Add(MoveKind.CreateSuccessor, index: index);
            after.Successors--;
            after.Names[index].History.Add(new PodVersion(truth.Incarnation + 1, false, false, 0));
        }

        if (truth is { IsPending: true, IsReported: false } && now.Reports > 0)
        {
            var after = Add(MoveKind.ReportUnschedulable, index: index);
            after.Reports--;
            after.Names[index].History.Add(truth.Reported);
        }
    }

    private void AddBindingMoves(int index)
    {
        var binding = now.Bindings[index];
        if (binding.Stage is World.Stage.Sent or World.Stage.Lost) Land(index, binding);
        if (binding.Stage == World.Stage.Landed) Answer(MoveKind.AnswerBinding, index, BindOutcome.Accepted);
        if (binding.Stage == World.Stage.Refused) Answer(MoveKind.AnswerBinding, index, BindOutcome.Refused);
        if (binding.Stage != World.Stage.Lost && scenario.LosesAnswers) Answer(MoveKind.LoseAnswer, index, BindOutcome.Unknown);
    }

    private void Land(int index, World.Flight binding)
    {
        var after = Add(MoveKind.Land, index: index);
        var truth = now.Names[binding.Pod].Truth;
        var lands = truth.IsPending && (!scenario.ServerChecksUid || truth.Incarnation == binding.Incarnation);
        if (lands) after.Names[binding.Pod].History.Add(truth.BoundWith(binding.Placement));
        if (binding.Stage == World.Stage.Lost) after.Bindings.RemoveAt(index);
        else after.Bindings[index] = binding with { Stage = lands ? World.Stage.Landed : World.Stage.Refused };
    }

    private void Answer(MoveKind kind, int index, BindOutcome outcome)
    {
        var binding = now.Bindings[index];
        var after = Add(kind, binding.Sender, index);
        Call(after, binding.Sender, Model.Call.Settle(binding.Pod, binding.Incarnation, (int)outcome));
        if (binding.Stage == World.Stage.Sent) after.Bindings[index] = binding with { Stage = World.Stage.Lost };
        else after.Bindings.RemoveAt(index);
    }

    private void AddReplicaMoves(int index)
    {
        var replica = now.Replicas[index];
        if (replica.Phase == World.Phase.Down)
        {
            if (now.Replicas[0].Validity == 0) TakeOver(index);
            return;
        }

        for (var name = 0; name < now.Names.Length; name++) AddPodMoves(index, name);
        if (scenario.Lapses && replica.Phase == World.Phase.Answers) Call(Add(MoveKind.LapseReservations, index), index, Model.Call.Lapse);
        if (now.Restarts > 0 && index == 0) Restart();
        if (scenario.GivesUp && index == 0 && replica.Validity > 0) Add(MoveKind.GiveUpLease).Replicas[0].Validity = 0;
        if (replica is { Phase: World.Phase.Waits, Wait: 0 })
        {
            var after = Add(MoveKind.BeginAnswering, index);
            Call(after, index, Listed(CallKind.BeginTerm));
            after.Replicas[index].Phase = World.Phase.Answers;
        }
    }

    private void AddPodMoves(int index, int name)
    {
        var replica = now.Replicas[index];
        var pod = now.Names[name];
        if (pod.Shown[index] < pod.History.Count)
        {
            var after = Add(MoveKind.ShowVersion, index, name);
            Show(after, index, name, pod.History[pod.Shown[index]]);
            after.Names[name].Shown[index]++;
        }

        var truth = pod.Truth;
        if (MayFilter(index) && replica.Open[name].Incarnation == 0 && pod.Filters[truth.Incarnation] < scenario.Filters && !IsBinding(index, name))
        {
            for (var order = 0; order < orders.Count; order++) Decide(index, name, order);
        }

        if (replica.Open[name] is { Incarnation: > 0 } open)
        {
            var after = Add(MoveKind.CommitFilter, index, name);
            var result = Call(after, index, Model.Call.Commit(name, open.Incarnation - 1, open.Order, Right(index)));
            EndFilter(after.Replicas[index], name, open.Incarnation - 1, open.Order, result);
        }

        if (replica.Chosen[name].Node > 0) BeginBind(index, name);
        for (var incarnation = 0; incarnation < Scenario.MostIncarnations; incarnation++)
        {
            if ((locals.Unsettled(replica.State) & (1 << ((2 * name) + incarnation))) == 0 || now.Reads.Exists(read => read.Replica == index && read.Pod == name)) continue;
            Add(MoveKind.BeginRead, index, name).Reads.Add(new World.Read(index, name, incarnation, truth, 0, 0));
        }
    }

    // kube-scheduler takes a pod up again only after its last binding cycle has ended.
    private bool IsBinding(int index, int name) =>
        now.Bindings.Exists(binding => binding.Sender == index && binding.Pod == name && binding.Stage != World.Stage.Lost)
        || now.Reads.Exists(read => read.Replica == index && read.Pod == name && read.Node > 0);

    private void Decide(int index, int name, int order)
    {
        var truth = now.Names[name].Truth;
        var after = Add(MoveKind.DecideFilter, index, name, order);
        after.Names[name].Filters[truth.Incarnation]++;
        after.Replicas[index].Chosen[name] = default;
        var result = Call(after, index, Model.Call.Decide(name, truth.Unbound, order));
        EndFilter(after.Replicas[index], name, truth.Incarnation, order, result);
    }

    private static void EndFilter(World.Replica replica, int name, int incarnation, int order, int result)
    {
        replica.Open[name] = result == SchedulerProcess.Open ? (incarnation + 1, order) : default;
        replica.Chosen[name] = result >= SchedulerProcess.First ? (incarnation, 1 + result - SchedulerProcess.First) : default;
    }

    private void BeginBind(int index, int name)
    {
        var (incarnation, node) = now.Replicas[index].Chosen[name];
        var after = Add(MoveKind.BeginBind, index, name);
        after.Replicas[index].Chosen[name] = default;
        var result = Send(after, index, name, incarnation, node - 1);
        if (result == SchedulerProcess.Open) after.Reads.Add(new World.Read(index, name, incarnation, now.Names[name].Truth, 0, node));
    }

    private int Send(World after, int index, int name, int incarnation, int node)
    {
        var validity = index == 0 ? now.Replicas[0].Validity : LongValidity;
        var result = Call(after, index, Model.Call.BeginBind(name, incarnation, node, Right(index), validity));
        if (result >= SchedulerProcess.First)
            after.Bindings.Add(new World.Flight(name, incarnation, result - SchedulerProcess.First, scenario.BindTicks, index, World.Stage.Sent));
        return result;
    }

    private void EndRead(int index)
    {
        var read = now.Reads[index];
        var after = Add(MoveKind.EndRead, read.Replica, index);
        after.Reads.RemoveAt(index);
        if (read.Node == 0)
        {
            Call(after, read.Replica, Model.Call.SettleByRead(read.Pod, read.Incarnation, read.Seen.IsDeleted ? null : read.Seen, read.Age));
            return;
        }

        // A pod of another UID refuses the bind, nothing too; the one that is meant is taken as the watch would show it.
        if (read.Seen.IsDeleted || read.Seen.Incarnation != read.Incarnation) return;
        Call(after, read.Replica, Model.Call.Read(read.Pod, read.Seen));
        Send(after, read.Replica, read.Pod, read.Incarnation, read.Node - 1);
    }

    private void Restart()
    {
        var after = Add(MoveKind.Restart);
        after.Restarts--;
        var replica = after.Replicas[0];
        for (var i = after.Bindings.Count - 1; i >= 0; i--)
        {
            if (after.Bindings[i].Sender != 0) continue;
            if (after.Bindings[i].Stage is World.Stage.Sent or World.Stage.Lost) after.Bindings[i] = after.Bindings[i] with { Stage = World.Stage.Lost };
            else after.Bindings.RemoveAt(i);
        }

        after.Reads.RemoveAll(static read => read.Replica == 0);
        Array.Clear(replica.Open);
        Begin(after, 0, scenario.AfterRestart switch
        {
            Scenario.Wait.Always => true,
            Scenario.Wait.Never => false,
            _ => Array.Exists(now.Names, static name => name.Truth.IsPending),
        });
    }

    private void TakeOver(int index) => Begin(Add(MoveKind.TakeOver, index), index, scenario.WaitsAtTakeOver);

    private void Begin(World after, int index, bool waits)
    {
        var replica = after.Replicas[index];
        replica.State = LocalStates.Fresh;
        Call(after, index, Listed(CallKind.List));
        foreach (var name in after.Names) name.Shown[index] = name.History.Count;
        replica.Phase = waits ? World.Phase.Waits : World.Phase.Answers;
        replica.Wait = waits ? scenario.BindTicks : 0;
    }

    private Call Listed(CallKind kind)
    {
        Span<PodVersion> versions = stackalloc PodVersion[now.Names.Length];
        for (var i = 0; i < versions.Length; i++) versions[i] = now.Names[i].Truth;
        return Model.Call.Pods(kind, versions);
    }

    private void Show(World after, int replica, int name, PodVersion version) => Call(after, replica, Model.Call.Show(name, version));

    private bool MayFilter(int index) => now.Replicas[index].Phase == World.Phase.Answers && (index == 1 || !scenario.TakesOver || now.Replicas[0].Validity > 0);

    private ModelFence Right(int index) =>
        now.Replicas[index].Phase != World.Phase.Answers ? ModelFence.None
        : !scenario.TakesOver ? ModelFence.Sole
        : index == 0 ? ModelFence.First : ModelFence.Second;

    // A sender waits until its Binding's deadline and no longer; a read is given up after a tick.
    private void Tick()
    {
        var after = Add(MoveKind.Tick);
        for (var i = after.Bindings.Count - 1; i >= 0; i--)
        {
            var binding = after.Bindings[i];
            if (binding.Ticks > 1)
            {
                after.Bindings[i] = binding with { Ticks = binding.Ticks - 1 };
                continue;
            }

            if (binding.Stage != World.Stage.Lost) Call(after, binding.Sender, Model.Call.Settle(binding.Pod, binding.Incarnation, (int)BindOutcome.Unknown));
            after.Bindings.RemoveAt(i);
        }

        for (var i = after.Reads.Count - 1; i >= 0; i--)
        {
            if (after.Reads[i].Age > 0) after.Reads.RemoveAt(i);
            else after.Reads[i] = after.Reads[i] with { Age = 1 };
        }

        for (var i = 0; i < after.Replicas.Length; i++)
        {
            var replica = after.Replicas[i];
            if (replica.Phase == World.Phase.Down) continue;
            Call(after, i, Model.Call.Tick);
            replica.Wait = Math.Max(0, replica.Wait - 1);
            replica.Validity = Math.Max(0, replica.Validity - 1);
        }
    }
}
