using System.Text.Json;

namespace Hami.Kubernetes.Watch;

/// <summary>How much we take from the server for one object.</summary>
internal static class JsonLimits
{
    /// <summary>Far above what etcd stores for one object (1.5 MB): beyond it the stream isn't a watch.</summary>
    public const int LargestObject = 32 * 1024 * 1024;

    public static JsonReaderOptions Reader { get; } = new() { MaxDepth = 256 };
}
