namespace Hami.Core.Placement.Policies;

/// <summary>Reads the words for <see cref="NodePolicy"/>.</summary>
public static class NodePolicies
{
    /// <summary>As the original reads it: anything but <c>spread</c> is binpack.</summary>
    public static NodePolicy Parse(string text) => text == "spread" ? NodePolicy.Spread : NodePolicy.Binpack;
}
