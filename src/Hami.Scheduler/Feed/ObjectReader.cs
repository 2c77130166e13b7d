using System.Text.Json;
using Hami.Core.Protocol.Objects;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>Reads one object with the fields in use and wraps it for the watch.</summary>
internal sealed class ObjectReader<T>(FieldSelection fields, ObjectReader<T>.Read read) : IResourceReader<T>
    where T : class, IResource
{
    public delegate T Read(ref Utf8JsonReader reader, FieldSelection fields);

    T IResourceReader<T>.Read(ref Utf8JsonReader reader) => read(ref reader, fields);
}
