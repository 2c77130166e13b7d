namespace Hami.Cluster.Tests.Audit;

/// <summary>The API server's record of all requests: written before the answer goes out.</summary>
internal sealed class AuditTrail(string path)
{
    /// <summary>Where it ends now.</summary>
    public long Position => new FileInfo(path).Length;

    /// <summary>The calls from a position on.</summary>
    public IReadOnlyList<AuditedCall> Since(long position)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = position;
        using var reader = new StreamReader(file);
        var calls = new List<AuditedCall>();
        while (reader.ReadLine() is { } line)
        {
            // The last line may be half written, and so may be the last before the server was killed.
            if (line.EndsWith('}') && line.StartsWith('{') && TryRead(line) is { } call) calls.Add(call);
        }

        return calls;
    }

    private static AuditedCall? TryRead(string line)
    {
        try
        {
            return AuditedCall.Read(line);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
