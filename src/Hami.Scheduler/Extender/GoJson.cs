using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hami.Scheduler.Extender;

/// <summary>Answers as the original's language writes them: texts are escaped only where JSON demands it.</summary>
internal static class GoJson
{
    /// <summary>For a writer of answers.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
