using System.Buffers;
using System.Globalization;
using System.Text;
using Hami.Core.Devices;

namespace Hami.Core.Protocol;

/// <summary>
/// The device list of a pod: containers ended by <c>;</c>, init containers first; in each the devices ended by
/// <c>:</c>; a device is <c>uuid,vendor,memory,cores</c> (control-plane.md §4).
/// </summary>
public static class PodDevicesCodec
{
    private const int Fields = 4;
    private static readonly SearchValues<char> Separators = SearchValues.Create(",:;");

    /// <summary>
    /// Reads the shares by container. A list of n containers yields n + 1, the last one empty: trailing empty
    /// containers mean nothing. Pieces without a comma are no devices, fields after the fourth are ignored.
    /// </summary>
    /// <exception cref="MalformedException">A device has too few fields or a number that is none.</exception>
    public static IReadOnlyList<IReadOnlyList<Share>> Decode(string text)
    {
        var containers = new List<IReadOnlyList<Share>>();
        foreach (var segment in text.AsSpan().Split(';'))
            containers.Add(DecodeContainer(text.AsSpan(segment), containers.Count));
        return containers;
    }

    /// <summary>Writes the shares by container.</summary>
    /// <exception cref="MalformedException">A device id or vendor holds one of the separators: written, it would move shares to other containers.</exception>
    public static string Encode(IReadOnlyList<IReadOnlyList<Share>> containers)
    {
        var text = new StringBuilder();
        foreach (var shares in containers)
        {
            foreach (var share in shares)
            {
                RefuseSeparators("device id", share.DeviceId);
                RefuseSeparators("vendor", share.Vendor);
                text.Append(CultureInfo.InvariantCulture, $"{share.DeviceId},{share.Vendor},{share.Memory},{share.Cores}:");
            }

            text.Append(';');
        }

        return text.ToString();
    }

    private static List<Share> DecodeContainer(ReadOnlySpan<char> segment, int container)
    {
        var shares = new List<Share>();
        foreach (var range in segment.Split(':'))
        {
            var piece = segment[range];
            if (piece.Contains(',')) shares.Add(DecodeShare(piece, container));
        }

        return shares;
    }

    private static Share DecodeShare(ReadOnlySpan<char> piece, int container)
    {
        Span<Range> fields = stackalloc Range[Fields + 1];
        if (piece.Split(fields, ',') < Fields)
            throw new MalformedException($"container {container}: device {GoSyntax.Quote(piece.ToString())}: expected uuid,vendor,memory,cores");

        return new Share(
            piece[fields[0]].ToString(),
            piece[fields[1]].ToString(),
            Int32(container, "memory", piece[fields[2]]),
            Int32(container, "cores", piece[fields[3]]));
    }

    private static int Int32(int container, string field, ReadOnlySpan<char> text) =>
        GoSyntax.TryParseInt32(text, out var value)
            ? value
            : throw new MalformedException($"container {container}: {field} {GoSyntax.Quote(text.ToString())}: expected a 32-bit integer without blanks");

    private static void RefuseSeparators(string field, string text)
    {
        if (text.AsSpan().ContainsAny(Separators))
            throw new MalformedException($"{field} {GoSyntax.Quote(text)}: expected a text without ',', ':' and ';', which separate devices and their fields");
    }
}
