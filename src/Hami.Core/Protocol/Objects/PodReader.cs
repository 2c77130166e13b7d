using System.Text.Json;
using Hami.Core.Requests;

namespace Hami.Core.Protocol.Objects;

/// <summary>Reads Pod objects (v1), taking only what placement uses.</summary>
public static class PodReader
{
    /// <summary>
    /// Reads the object at which the reader stands (at its first token, or before it); afterwards the reader stands
    /// at its last token. What is absent or null is empty. The whole object must be in the reader.
    /// </summary>
    /// <exception cref="MalformedException">A value has another type than its field; the message names the pod and the path. The reader is left inside the object.</exception>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static Pod Read(ref Utf8JsonReader reader, FieldSelection fields)
    {
        var metadata = new ObjectMetadata();
        var state = new State(fields);
        ObjectReading.Read(ref reader, "pod", fields, ref metadata, ref state, ReadMember);
        return new Pod
        {
            Namespace = metadata.Namespace,
            Name = metadata.Name,
            Uid = metadata.Uid,
            ResourceVersion = metadata.ResourceVersion,
            IsTerminating = metadata.IsTerminating,
            Labels = metadata.Labels,
            Annotations = metadata.Annotations,
            NodeName = state.NodeName.Length > 0 ? state.NodeName : null,
            SchedulerName = state.SchedulerName,
            Phase = state.Phase,
            InitContainers = state.InitContainers,
            Containers = state.Containers,
            InitContainersCompleted = state.InitContainersCompleted,
            UnschedulableReport = state.UnschedulableReport,
        };
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref State state)
    {
        if (reader.ValueTextEquals("spec"u8)) ReadSpec(ref reader, ref state);
        else if (reader.ValueTextEquals("status"u8)) ReadStatus(ref reader, ref state);
        else ObjectJson.Skip(ref reader);
    }

    private static void ReadSpec(ref Utf8JsonReader reader, ref State state)
    {
        if (!ObjectJson.EntersObject(ref reader, "spec")) return;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("nodeName"u8)) state.NodeName = ObjectJson.SharedText(ref reader, "spec.nodeName");
            else if (reader.ValueTextEquals("schedulerName"u8)) state.SchedulerName = ObjectJson.SharedText(ref reader, "spec.schedulerName");
            else if (reader.ValueTextEquals("initContainers"u8)) state.InitContainers = ContainerReader.ReadList(ref reader, "spec.initContainers", state.Fields.Resources, areInit: true);
            else if (reader.ValueTextEquals("containers"u8)) state.Containers = ContainerReader.ReadList(ref reader, "spec.containers", state.Fields.Resources, areInit: false);
            else ObjectJson.Skip(ref reader);
        }
    }

    private static void ReadStatus(ref Utf8JsonReader reader, ref State state)
    {
        if (!ObjectJson.EntersObject(ref reader, "status")) return;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("phase"u8)) state.Phase = ReadPhase(ref reader);
            else if (reader.ValueTextEquals("initContainerStatuses"u8)) ReadInitContainerStatuses(ref reader, ref state);
            else if (reader.ValueTextEquals("conditions"u8)) state.UnschedulableReport = ReadUnschedulableReport(ref reader);
            else ObjectJson.Skip(ref reader);
        }
    }

    private static PodPhase ReadPhase(ref Utf8JsonReader reader) => ObjectJson.SharedText(ref reader, "status.phase") switch
    {
        "Pending" => PodPhase.Pending,
        "Running" => PodPhase.Running,
        "Succeeded" => PodPhase.Succeeded,
        "Failed" => PodPhase.Failed,
        _ => PodPhase.Unknown,
    };

    private static void ReadInitContainerStatuses(ref Utf8JsonReader reader, ref State state)
    {
        const string Path = "status.initContainerStatuses";
        state.CompletedInitContainers = null;
        if (!ObjectJson.EntersArray(ref reader, Path)) return;
        for (var index = 0; ObjectJson.NextElement(ref reader); index++)
        {
            var place = new Place(Path, index);
            if (!ObjectJson.IsObject(ref reader, place)) continue;
            var name = "";
            var completed = false;
            while (ObjectJson.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("name"u8)) name = ObjectJson.SharedText(ref reader, place.Of("name"));
                else if (reader.ValueTextEquals("state"u8)) completed = ReadCompleted(ref reader, place);
                else ObjectJson.Skip(ref reader);
            }

            if (completed) (state.CompletedInitContainers ??= []).Add(name);
        }
    }

    private static bool ReadCompleted(ref Utf8JsonReader reader, Place place)
    {
        var completed = false;
        if (!ObjectJson.EntersObject(ref reader, place.Of("state"))) return false;
        while (ObjectJson.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("terminated"u8))
            {
                ObjectJson.Skip(ref reader);
                continue;
            }

            if (!ObjectJson.EntersObject(ref reader, place.Of("state.terminated"))) continue;
            while (ObjectJson.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("exitCode"u8)) completed = ObjectJson.IsZero(ref reader, place.Of("state.terminated.exitCode"));
                else ObjectJson.Skip(ref reader);
            }
        }

        return completed;
    }

    private static string? ReadUnschedulableReport(ref Utf8JsonReader reader)
    {
        const string Path = "status.conditions";
        string? report = null;
        if (!ObjectJson.EntersArray(ref reader, Path)) return null;
        for (var index = 0; ObjectJson.NextElement(ref reader); index++)
        {
            var place = new Place(Path, index);
            if (!ObjectJson.IsObject(ref reader, place)) continue;

            // Looked at twice: most conditions say something else, and their texts needn't be copied to learn it.
            var ahead = reader;
            if (ReadsUnschedulable(ref ahead, place)) report = ReadReport(ref reader, place);
            else ObjectJson.Skip(ref reader);
        }

        return report;
    }

    private static bool ReadsUnschedulable(ref Utf8JsonReader reader, Place place)
    {
        bool isScheduling = false, isFalse = false;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8)) isScheduling = ObjectJson.IsText(ref reader, "PodScheduled"u8, place.Of("type"));
            else if (reader.ValueTextEquals("status"u8)) isFalse = ObjectJson.IsText(ref reader, "False"u8, place.Of("status"));
            else ObjectJson.Skip(ref reader);
        }

        return isScheduling && isFalse;
    }

    private static string ReadReport(ref Utf8JsonReader reader, Place place)
    {
        string message = "", reason = "", since = "";
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("message"u8)) message = ObjectJson.Text(ref reader, place.Of("message"));
            else if (reader.ValueTextEquals("reason"u8)) reason = ObjectJson.SharedText(ref reader, place.Of("reason"));
            else if (reader.ValueTextEquals("lastTransitionTime"u8)) since = ObjectJson.Text(ref reader, place.Of("lastTransitionTime"));
            else ObjectJson.Skip(ref reader);
        }

        return $"{message}|{reason}|{since}";
    }

    private struct State(FieldSelection fields)
    {
        public readonly FieldSelection Fields = fields;
        public string NodeName = "";
        public string SchedulerName = "";
        public PodPhase Phase;
        public IReadOnlyList<Container> InitContainers = [];
        public IReadOnlyList<Container> Containers = [];
        public List<string>? CompletedInitContainers;
        public string? UnschedulableReport;

        public readonly bool InitContainersCompleted
        {
            get
            {
                if (CompletedInitContainers is null) return false;
                var ending = 0;
                foreach (var container in InitContainers)
                {
                    if (container.IsSidecar) continue;
                    ending++;
                    if (!CompletedInitContainers.Contains(container.Name)) return false;
                }

                return ending > 0;
            }
        }
    }
}
