using Hami.Core.Admission.Submitted;
using Hami.Core.Requests;

namespace Hami.Core.Admission;

/// <summary>The changes of one container as operations of a JSON Patch, parents that are missing included.</summary>
internal static class ContainerPatch
{
    /// <summary>Limits that a vendor set. Each goes into <c>requests</c> too: the API server has filled in the old value there, and accepts only equal ones (vendors.md §4.2).</summary>
    public static void SetResources(JsonPatch patch, SubmittedContainer container, ContainerDraft draft)
    {
        if (draft.ChangedLimits.Count == 0) return;
        var pointer = $"{container.Pointer}/resources";
        if (!container.HasResources)
        {
            patch.Add(pointer, draft.ChangedLimits, static (json, changed) =>
            {
                json.WriteStartObject();
                foreach (var list in (ReadOnlySpan<string>)["limits", "requests"])
                {
                    json.WriteStartObject(list);
                    foreach (var (name, quantity) in changed) json.WriteString(name, quantity);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            });
            return;
        }

        SetList(patch, $"{pointer}/limits", container.Limits, draft.ChangedLimits);
        SetList(patch, $"{pointer}/requests", container.Requests, draft.ChangedLimits);
    }

    /// <summary>Takes variables out by position and appends others.</summary>
    public static void SetEnvironment(JsonPatch patch, SubmittedContainer container, IReadOnlyList<int> removed, IReadOnlyList<EnvironmentVariable> appended)
    {
        // From the end, so that the positions before stay what they are.
        foreach (var index in removed.Reverse()) patch.Remove($"{container.Pointer}/env/{index}");
        if (appended.Count == 0) return;
        if (container.Environment is not null)
        {
            foreach (var variable in appended) patch.Add($"{container.Pointer}/env/-", variable, Write);
            return;
        }

        patch.Add($"{container.Pointer}/env", appended, static (json, variables) =>
        {
            json.WriteStartArray();
            foreach (var variable in variables) Write(json, variable);
            json.WriteEndArray();
        });
    }

    private static void SetList(JsonPatch patch, string pointer, IReadOnlyDictionary<string, string>? present, IReadOnlyDictionary<string, string> changed)
    {
        if (present is null)
        {
            patch.Add(pointer, changed, static (json, entries) =>
            {
                json.WriteStartObject();
                foreach (var (name, quantity) in entries) json.WriteString(name, quantity);
                json.WriteEndObject();
            });
            return;
        }

        foreach (var (name, quantity) in changed)
        {
            if (present.TryGetValue(name, out var old) && old == quantity) continue;
            patch.Set($"{pointer}/{JsonPatch.Escape(name)}", quantity, present.ContainsKey(name));
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, EnvironmentVariable variable)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, variable.Name);
        json.WriteString("value"u8, variable.Value);
        json.WriteEndObject();
    }
}
