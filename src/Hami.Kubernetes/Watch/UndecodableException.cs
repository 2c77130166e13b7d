namespace Hami.Kubernetes.Watch;

/// <summary>One object can't be decoded; says which.</summary>
internal sealed class UndecodableException : Exception
{
    public UndecodableException(ResourceIdentity identity, Exception inner) : base(inner.Message, inner) =>
        Identity = identity;

    public ResourceIdentity Identity { get; }
}
