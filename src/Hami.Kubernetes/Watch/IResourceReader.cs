using System.Text.Json;

namespace Hami.Kubernetes.Watch;

/// <summary>Decodes the fields of an object that are used, straight from UTF-8; nothing else of it is kept.</summary>
/// <typeparam name="T">The slim type.</typeparam>
public interface IResourceReader<out T> where T : class, IResource
{
    /// <summary>Reads one object. Its bytes lie in one piece, so <c>ValueSpan</c> may be used.</summary>
    /// <param name="reader">Stands on the object's <c>StartObject</c>; there is nothing after its end.</param>
    /// <exception cref="JsonException">
    /// The object can't be used: it is reported with this reason and left as it was known, others are untouched.
    /// (FormatException, InvalidOperationException and OverflowException are taken alike.)
    /// </exception>
    T Read(ref Utf8JsonReader reader);
}
