namespace Hami.Kubernetes.Watch;

/// <summary>
/// Follows all objects of a kind. Called in order, one call at a time, from one task per reflector; must be quick and
/// must not throw (where it does, the reflector logs it and lists anew).
/// </summary>
/// <typeparam name="T">The slim type.</typeparam>
public interface IResourceHandler<T> where T : class, IResource
{
    /// <summary>
    /// The whole state, replacing what was known: at the start, and again when events were missed.
    /// <see cref="Deleted"/> has been called before for each object that is no longer there, or that was replaced by
    /// another of its name.
    /// </summary>
    /// <param name="items">Every object; valid during the call only.</param>
    /// <param name="version">The resource version of the list.</param>
    void Listed(IReadOnlyCollection<T> items, string version);

    /// <summary>An object is new or has changed.</summary>
    void Upserted(T item);

    /// <summary>An object is gone; its last state that was seen.</summary>
    void Deleted(T item);
}
