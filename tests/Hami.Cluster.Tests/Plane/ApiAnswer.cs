using System.Text.Json.Nodes;

namespace Hami.Cluster.Tests.Plane;

/// <summary>What the API server answered.</summary>
/// <param name="Code">HTTP status.</param>
/// <param name="Body">The object, or a Status.</param>
/// <param name="Warnings">Admission warnings.</param>
internal sealed record ApiAnswer(int Code, JsonNode? Body, IReadOnlyList<string> Warnings)
{
    public bool IsDone => Code is >= 200 and < 300;

    /// <summary>Why not.</summary>
    public string Message => (string?)Body?["message"] ?? "";
}
