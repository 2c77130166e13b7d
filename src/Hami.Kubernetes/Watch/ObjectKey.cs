namespace Hami.Kubernetes.Watch;

/// <summary>The name by which the API server addresses an object of a kind.</summary>
/// <param name="Namespace">Empty for objects that have none.</param>
/// <param name="Name">The name in it.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>Of a slim object.</summary>
    public static ObjectKey Of(IResource item) => new(item.Namespace, item.Name);

    /// <summary>As kubectl writes it.</summary>
    public override string ToString() => Namespace.Length > 0 ? $"{Namespace}/{Name}" : Name;
}
