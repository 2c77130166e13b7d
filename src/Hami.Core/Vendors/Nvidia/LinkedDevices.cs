using Hami.Core.Placement.Fitting;

namespace Hami.Core.Vendors.Nvidia;

/// <summary>Chooses the best linked devices among those that fit (control-plane.md §6.8, "Topology-aware").</summary>
internal static class LinkedDevices
{
    /// <summary>Leaves the chosen picks: for one device the one that others need least, for several the combination with the largest sum of pair scores; the first of equals.</summary>
    public static void Choose(FitAttempt attempt, int wanted)
    {
        var picks = attempt.Picks;
        if (picks.Count == wanted) return;
        var best = wanted == 1 ? [LeastLinked(attempt)] : BestCombination(attempt, wanted);
        var chosen = best.Select(i => picks[i]).ToList();
        picks.Clear();
        picks.AddRange(chosen);
    }

    private static int LeastLinked(FitAttempt attempt)
    {
        var best = 0;
        var least = long.MaxValue;
        for (var i = 0; i < attempt.Picks.Count; i++)
        {
            long sum = 0;
            for (var j = 0; j < attempt.Picks.Count; j++)
            {
                if (i != j) sum += Between(attempt, i, j);
            }

            if (sum >= least) continue;
            least = sum;
            best = i;
        }

        return best;
    }

    // Grows combinations index by index instead of listing them all: the sum goes along, nothing is kept but the best.
    private static int[] BestCombination(FitAttempt attempt, int wanted)
    {
        var best = Enumerable.Range(0, wanted).ToArray();
        var most = long.MinValue;
        var current = new int[wanted];
        Grow(0, 0, 0);
        return best;

        void Grow(int size, int from, long sum)
        {
            if (size == wanted)
            {
                if (sum <= most) return;
                most = sum;
                current.CopyTo(best, 0);
                return;
            }

            for (var i = from; i <= attempt.Picks.Count - (wanted - size); i++)
            {
                var added = sum;
                for (var j = 0; j < size; j++) added += Between(attempt, current[j], i);
                current[size] = i;
                Grow(size + 1, i + 1, added);
            }
        }
    }

    private static int Between(FitAttempt attempt, int a, int b)
    {
        var devices = attempt.Node.Devices;
        return attempt.Links.Between(devices[attempt.Picks[a].Device].Id, devices[attempt.Picks[b].Device].Id);
    }
}
