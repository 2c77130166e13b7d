using System.Text;
using System.Text.Json;
using CsCheck;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Protocol.Objects;

/// <summary>Whatever the bytes, a reader gives an object or says that it can't.</summary>
public sealed class ObjectReaderProperties
{
    private static readonly byte[][] Seeds = [.. VectorFile.Read("sequence.jsonl").Concat(VectorFile.Read("admission.jsonl"))
        .SelectMany(scenario => new[] { "pod", "nodes", "existing", "quotas" }
            .Where(member => scenario.Json.TryGetProperty(member, out _))
            .SelectMany(member => scenario.Json.GetProperty(member) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [scenario.Json.GetProperty(member)]))
        .Select(element => Encoding.UTF8.GetBytes(element.GetRawText()))
        .Append("""{"metadata":{"name":"p","\u0061nnotations":{"\ud83d\ude00":"\ud83d"}},"status":{"phase":"Running","conditions":[{"type":"PodScheduled","status":"False","message":"m"}],"initContainerStatuses":[{"name":"i","state":{"terminated":{"exitCode":0}}}],"capacity":{"cpu":1}},"spec":{"initContainers":[{"name":"i","restartPolicy":"Always"}],"hard":{"a":1}}}"""u8.ToArray())];

    private static readonly FieldSelection Few = new(["hami.io/vgpu-node"], [], ["nvidia.com/gpu"]);

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Seeds.Length - 1],
        Gen.Select(Gen.Double[0, 1], Gen.OneOf(Gen.Byte, Gen.Char["{}[]\",:0n\\"].Select(character => (byte)character)), Gen.Int[0, 3]).Array[1, 6],
        (seed, edits) =>
        {
            var bytes = Seeds[seed].ToList();
            foreach (var (where, value, kind) in edits)
            {
                var position = (int)(where * (bytes.Count - 1));
                switch (kind)
                {
                    case 0: bytes[position] = value; break;
                    case 1: bytes.Insert(position, value); break;
                    case 2: bytes.RemoveAt(position); break;
                    default: bytes.RemoveRange(position, Math.Min(bytes.Count - position, value)); break;
                }

                if (bytes.Count == 0) bytes.Add(value);
            }

            return bytes.ToArray();
        });

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[0, 64].Sample(ReadAll, iter: 20_000);

    [Fact]
    public void Objects_with_random_edits() => Mutated.Sample(ReadAll, iter: 40_000);

    private static void ReadAll(byte[] json)
    {
        foreach (var fields in (FieldSelection[])[FieldSelection.All, Few])
        {
            foreach (var isFinal in (bool[])[true, false])
            {
                Attempt(() => { var reader = Open(); PodReader.Read(ref reader, fields); });
                Attempt(() => { var reader = Open(); NodeReader.Read(ref reader, fields); });
                Attempt(() => { var reader = Open(); ResourceQuotaReader.Read(ref reader, fields); });

                Utf8JsonReader Open() => new(json, isFinal, default);
            }
        }
    }

    private static void Attempt(Action read)
    {
        try { read(); }
        catch (Exception error) when (error is MalformedException or JsonException) { }
    }
}
