using System.Text.Json;

namespace Hami.Cluster.Tests.Audit;

/// <summary>One request as the API server recorded it.</summary>
/// <param name="Who">The identity: for our accounts the name alone.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection.</param>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">Resource, with its subresource behind a slash.</param>
/// <param name="Namespace">Namespace, empty for none.</param>
/// <param name="Name">Name, empty for none.</param>
/// <param name="Code">HTTP status of the answer.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Authorization">What RBAC decided: allow or forbid.</param>
/// <param name="At">When it came.</param>
/// <param name="Ended">When it was answered, or given up.</param>
internal sealed record AuditedCall(
    string Who, string Verb, string Group, string Resource, string Namespace, string Name, int Code, string Reason, string Authorization, DateTimeOffset At, DateTimeOffset Ended)
{
    private const string Accounts = "system:serviceaccount:hami-system:";

    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    public bool HasFailed => Code >= 400;

    public static AuditedCall Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var reference = root.TryGetProperty("objectRef", out var found) ? found : default;
        var status = root.TryGetProperty("responseStatus", out var answer) ? answer : default;
        var user = root.GetProperty("user").GetProperty("username").GetString()!;
        var part = Text(reference, "subresource");
        return new AuditedCall(
            user.StartsWith(Accounts, StringComparison.Ordinal) ? user[Accounts.Length..] : user,
            root.GetProperty("verb").GetString()!,
            Text(reference, "apiGroup"),
            part.Length > 0 ? $"{Text(reference, "resource")}/{part}" : Text(reference, "resource"),
            Text(reference, "namespace"),
            Text(reference, "name"),
            status.ValueKind == JsonValueKind.Object && status.TryGetProperty("code", out var code) ? code.GetInt32() : 0,
            Text(status, "reason"),
            root.TryGetProperty("annotations", out var annotations) ? Text(annotations, "authorization.k8s.io/decision") : "",
            root.GetProperty("requestReceivedTimestamp").GetDateTimeOffset(),
            root.GetProperty("stageTimestamp").GetDateTimeOffset());
    }

    public override string ToString() => $"{Who}: {Verb} {Resource} {Namespace}/{Name}: {Code} {Reason}{(Authorization == "forbid" ? " by RBAC" : "")}";

    private static string Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
