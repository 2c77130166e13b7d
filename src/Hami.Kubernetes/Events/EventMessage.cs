using System.Buffers;
using System.Text;

namespace Hami.Kubernetes.Events;

/// <summary>Cuts messages to what the API server takes.</summary>
internal static class EventMessage
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Longest = 1024;

    /// <summary>The message, or its beginning up to the last whole character within the limit.</summary>
    public static string Cut(string message)
    {
        // Three bytes at most for a UTF-16 unit.
        if (message.Length * 3 <= Longest || Encoding.UTF8.GetByteCount(message) <= Longest) return message;
        var bytes = 0;
        var units = 0;
        while (Rune.DecodeFromUtf16(message.AsSpan(units), out var rune, out var length) is var status
            && (status == OperationStatus.Done || length > 0))
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > Longest) break;
            units += length;
        }

        return message[..units];
    }
}
