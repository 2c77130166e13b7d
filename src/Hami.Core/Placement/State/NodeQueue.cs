namespace Hami.Core.Placement.State;

/// <summary>Hands out nodes by score, best first; of equal scores the one named first. Only as far as asked: most pods need one node.</summary>
/// <param name="heap">Room for all of them.</param>
/// <param name="largestFirst">Whether a larger score is better.</param>
internal sealed class NodeQueue((float Score, int Node)[] heap, bool largestFirst)
{
    private int count;

    public void Add(float score, int node) => heap[count++] = (score, node);

    /// <summary>Puts what was added into heap order.</summary>
    public void Order()
    {
        for (var i = (count / 2) - 1; i >= 0; i--) Sink(i);
    }

    public bool TryTake(out int node)
    {
        node = -1;
        if (count == 0) return false;
        node = heap[0].Node;
        heap[0] = heap[--count];
        Sink(0);
        return true;
    }

    private void Sink(int parent)
    {
        while (true)
        {
            var first = parent;
            for (var child = (2 * parent) + 1; child <= (2 * parent) + 2 && child < count; child++)
            {
                if (IsBefore(heap[child], heap[first])) first = child;
            }

            if (first == parent) return;
            (heap[first], heap[parent]) = (heap[parent], heap[first]);
            parent = first;
        }
    }

    private bool IsBefore((float Score, int Node) a, (float Score, int Node) b) =>
        a.Score != b.Score ? largestFirst == a.Score > b.Score : a.Node < b.Node;
}
