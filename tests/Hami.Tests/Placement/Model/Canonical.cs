namespace Hami.Tests.Placement.Model;

/// <summary>Writes a world as bytes: the least of all its renamings, so that worlds that differ in names only are one.</summary>
internal sealed class Canonical(Scenario scenario, Symmetry symmetry, Placements placements, Orders orders, LocalStates locals)
{
    private readonly int names = scenario.Pods.Length;
    private readonly List<long> codes = [];
    private byte[] best = new byte[512];
    private byte[] trial = new byte[512];
    private int length;

    /// <summary>The bytes, and by which renaming they came about.</summary>
    public (byte[] Key, int Renaming) Of(World world)
    {
        Trim(world);
        var least = 0;
        var leastLength = Write(world, 0, best);
        for (var renaming = 1; renaming < symmetry.Count; renaming++)
        {
            var written = Write(world, renaming, trial);
            if (trial.AsSpan(0, written).SequenceCompareTo(best.AsSpan(0, leastLength)) >= 0) continue;
            (best, trial) = (trial, best);
            leastLength = written;
            least = renaming;
        }

        return (best.AsSpan(0, leastLength).ToArray(), least);
    }

    /// <summary>Reads the bytes.</summary>
    public World Read(byte[] key)
    {
        var at = 0;
        var replicas = scenario.Replicas;
        var world = new World
        {
            Restarts = key[at++], Deletions = key[at++], Successors = key[at++], Reports = key[at++],
            Names = new World.Name[names], Replicas = new World.Replica[replicas], Bindings = [], Reads = [],
        };
        for (var i = 0; i < names; i++)
        {
            var name = new World.Name(replicas) { History = [] };
            for (var n = key[at++]; n > 0; n--) name.History.Add(new PodVersion(Short()));
            for (var r = 0; r < replicas; r++) name.Shown[r] = key[at++];
            for (var j = 0; j < Scenario.MostIncarnations; j++) name.Filters[j] = key[at++];
            world.Names[i] = name;
        }

        for (var r = 0; r < replicas; r++)
        {
            var replica = new World.Replica(names) { Phase = (World.Phase)key[at++], Wait = key[at++], Validity = key[at++], State = Short() | (Short() << 16) };
            for (var i = 0; i < names; i++)
            {
                replica.Open[i] = Halves();
                replica.Chosen[i] = Halves();
            }

            world.Replicas[r] = replica;
        }

        for (var n = key[at++]; n > 0; n--)
        {
            var (pod, incarnation) = Halves();
            var placement = Short();
            var (ticks, sender) = Halves();
            world.Bindings.Add(new World.Flight(pod, incarnation, placement, ticks, sender, (World.Stage)key[at++]));
        }

        for (var n = key[at++]; n > 0; n--)
        {
            var (replica, pod) = Halves();
            var (incarnation, age) = Halves();
            var seen = new PodVersion(Short());
            world.Reads.Add(new World.Read(replica, pod, incarnation, seen, age, key[at++]));
        }

        return world;

        int Short()
        {
            at += 2;
            return key[at - 2] | (key[at - 1] << 8);
        }

        (int High, int Low) Halves()
        {
            at++;
            return (key[at - 1] >> 4, key[at - 1] & 15);
        }
    }

    // What every running replica has been shown is history that nobody asks for.
    private static void Trim(World world)
    {
        foreach (var name in world.Names)
        {
            while (name.History.Count > 1)
            {
                var isShown = true;
                for (var r = 0; r < world.Replicas.Length; r++) isShown &= world.Replicas[r].Phase == World.Phase.Down || name.Shown[r] > 0;
                if (!isShown) break;
                name.History.RemoveAt(0);
                for (var r = 0; r < name.Shown.Length; r++) name.Shown[r] = Math.Max(0, name.Shown[r] - 1);
            }
        }
    }

    private int Write(World world, int renaming, byte[] bytes)
    {
        length = 0;
        Byte(world.Restarts);
        Byte(world.Deletions);
        Byte(world.Successors);
        Byte(world.Reports);
        var inverse = symmetry.Inverse[renaming];
        for (var i = 0; i < names; i++)
        {
            var name = world.Names[symmetry.Pod(inverse, i)];
            Byte(name.History.Count);
            foreach (var version in name.History) Short(Call.Renamed(version, renaming, placements).Code);
            foreach (var shown in name.Shown) Byte(shown);
            foreach (var filters in name.Filters) Byte(filters);
        }

        foreach (var replica in world.Replicas)
        {
            Byte((int)replica.Phase);
            Byte(replica.Wait);
            Byte(replica.Validity);
            var state = locals.Renamed(renaming, replica.State);
            Short(state & 0xffff);
            Short(state >> 16);
            for (var i = 0; i < names; i++)
            {
                var from = symmetry.Pod(inverse, i);
                var (open, order) = replica.Open[from];
                Byte((open << 4) | (open == 0 ? 0 : orders.Renamed(order, renaming, symmetry)));
                var (chosen, node) = replica.Chosen[from];
                Byte(node == 0 ? 0 : (chosen << 4) | (1 + symmetry.Node(renaming, node - 1)));
            }
        }

        codes.Clear();
        foreach (var binding in world.Bindings) codes.Add((binding with { Pod = symmetry.Pod(renaming, binding.Pod), Placement = placements.Renamed(renaming, binding.Placement) }).Code);
        codes.Sort();
        Byte(codes.Count);
        foreach (var code in codes)
        {
            Byte((int)(((code >> 40) & 15) << 4) | (int)((code >> 36) & 15));
            Short((int)((code >> 16) & 0xffff));
            Byte((int)(((code >> 12) & 15) << 4) | (int)((code >> 8) & 15));
            Byte((int)(code & 15));
        }

        codes.Clear();
        foreach (var read in world.Reads)
            codes.Add((read with { Pod = symmetry.Pod(renaming, read.Pod), Seen = Call.Renamed(read.Seen, renaming, placements), Node = read.Node == 0 ? 0 : 1 + symmetry.Node(renaming, read.Node - 1) }).Code);
        codes.Sort();
        Byte(codes.Count);
        foreach (var code in codes)
        {
            Byte((int)(((code >> 40) & 15) << 4) | (int)((code >> 36) & 15));
            Byte((int)(((code >> 32) & 15) << 4) | (int)((code >> 8) & 15));
            Short((int)((code >> 12) & 0xfffff));
            Byte((int)(code & 15));
        }

        return length;

        void Byte(int value) => bytes[length++] = (byte)value;

        void Short(int value)
        {
            bytes[length++] = (byte)value;
            bytes[length++] = (byte)(value >> 8);
        }
    }
}
