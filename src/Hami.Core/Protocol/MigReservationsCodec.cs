using System.Globalization;
using System.Text;
using System.Text.Json;
using Hami.Core.Devices;

namespace Hami.Core.Protocol;

/// <summary>The hardware instances decided on for a pod, <c>hami.io/vgpu-mig-allocations</c> (control-plane.md §9).</summary>
public static class MigReservationsCodec
{
    /// <summary>Reads the reservations; the empty text and null are none.</summary>
    /// <exception cref="MalformedException">No such JSON, a value of another type, or an entry that isn't valid; one bad entry makes the whole record bad.</exception>
    public static IReadOnlyList<MigReservation> Decode(string text)
    {
        if (text.Length == 0) return [];
        var reservations = AnnotationJson.Decode(text, "a JSON array of MIG reservations", DecodeReservations);
        var seen = new HashSet<(int, int)>();
        for (var position = 0; position < reservations.Count; position++)
        {
            var reservation = reservations[position];
            Validate(reservation, position);
            if (!seen.Add((reservation.ContainerIndex, reservation.DeviceIndex)))
            {
                throw new MalformedException(
                    $"MIG reservation {position}: containerIndex {reservation.ContainerIndex} with deviceIndex {reservation.DeviceIndex} stands twice, expected one entry for each share");
            }
        }

        return reservations;
    }

    /// <summary>Writes the reservations; the members of the instance only when it has been made.</summary>
    public static string Encode(IReadOnlyList<MigReservation> reservations)
    {
        var json = new StringBuilder("[");
        foreach (var reservation in reservations)
        {
            if (json.Length > 1) json.Append(',');
            json.Append(CultureInfo.InvariantCulture, $"{{\"containerIndex\":{reservation.ContainerIndex},\"deviceIndex\":{reservation.DeviceIndex},\"gpuUUID\":");
            GoSyntax.AppendJsonText(json, reservation.GpuUuid).Append(",\"profile\":");
            GoSyntax.AppendJsonText(json, reservation.Profile).Append(",\"placement\":");
            MigPlacementJson.Encode(json, reservation.Placement);
            if (!string.IsNullOrEmpty(reservation.MigUuid)) GoSyntax.AppendJsonText(json.Append(",\"migUUID\":"), reservation.MigUuid);
            if (reservation.GpuInstanceId is { } gpuInstance) json.Append(",\"gpuInstanceID\":").Append(gpuInstance);
            if (reservation.ComputeInstanceId is { } computeInstance) json.Append(",\"computeInstanceID\":").Append(computeInstance);
            json.Append('}');
        }

        return json.Append(']').ToString();
    }

    private static List<MigReservation> DecodeReservations(ref Utf8JsonReader reader)
    {
        var reservations = new List<MigReservation>();
        if (!AnnotationJson.IsArray(ref reader, "MIG reservations")) return reservations;
        while (AnnotationJson.NextElement(ref reader))
        {
            var field = $"MIG reservation {reservations.Count}";
            if (!AnnotationJson.IsObject(ref reader, field)) throw AnnotationJson.Malformed(ref reader, field, "an object");
            reservations.Add(DecodeReservation(ref reader, field));
        }

        return reservations;
    }

    private static MigReservation DecodeReservation(ref Utf8JsonReader reader, string reservation)
    {
        int container = 0, device = 0;
        string gpu = "", profile = "", mig = "";
        int? gpuInstance = null, computeInstance = null;
        var placement = default(MigPlacement);
        while (AnnotationJson.NextMember(ref reader, out var name))
        {
            var field = $"{reservation}, {name}";
            switch (name)
            {
                case "containerindex": container = AnnotationJson.Int32(ref reader, field); break;
                case "deviceindex": device = AnnotationJson.Int32(ref reader, field); break;
                case "gpuuuid": gpu = AnnotationJson.Text(ref reader, field); break;
                case "profile": profile = AnnotationJson.Text(ref reader, field); break;
                case "placement":
                    AnnotationJson.IsObject(ref reader, field);
                    placement = MigPlacementJson.Decode(ref reader, field);
                    break;
                case "miguuid": mig = AnnotationJson.Text(ref reader, field); break;
                case "gpuinstanceid": gpuInstance = AnnotationJson.Int32(ref reader, field); break;
                case "computeinstanceid": computeInstance = AnnotationJson.Int32(ref reader, field); break;
                default: reader.Skip(); break;
            }
        }

        return new MigReservation
        {
            ContainerIndex = container,
            DeviceIndex = device,
            GpuUuid = gpu,
            Profile = profile,
            Placement = placement,
            MigUuid = mig.Length > 0 ? mig : null,
            GpuInstanceId = gpuInstance,
            ComputeInstanceId = computeInstance,
        };
    }

    private static void Validate(MigReservation reservation, int position)
    {
        var problem =
            reservation.ContainerIndex < 0 ? $"containerIndex {reservation.ContainerIndex}: expected at least 0"
            : reservation.DeviceIndex < 0 ? $"deviceIndex {reservation.DeviceIndex}: expected at least 0"
            : reservation.GpuUuid.Length == 0 ? "gpuUUID is absent or empty: expected the UUID of the device"
            : reservation.Profile.Length == 0 ? "profile is absent or empty: expected its name"
            : reservation.Placement.Size <= 0 ? $"placement of {reservation.Placement.Size} slices: expected at least 1"
            : (reservation.MigUuid is null) != (reservation.GpuInstanceId is null) || (reservation.MigUuid is null) != (reservation.ComputeInstanceId is null)
                ? "expected migUUID, gpuInstanceID and computeInstanceID all together or none of them"
            : null;
        if (problem is not null) throw new MalformedException($"MIG reservation {position}: {problem}");
    }
}
