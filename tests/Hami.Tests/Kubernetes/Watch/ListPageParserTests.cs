using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Hami.Kubernetes.Watch;
using Xunit;

namespace Hami.Tests.Kubernetes.Watch;

public sealed class ListPageParserTests
{
    private const int ChunkBytes = 64;

    [Theory]
    [InlineData("""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"next","remainingItemCount":9},"items":[{"a":1},{"b":[{}]}]}""", "7", "next", 2)]
    [InlineData("""{"items":[{"a":1}],"metadata":{"resourceVersion":"7"}}""", "7", "", 1)]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":null}""", "7", "", 0)]
    [InlineData("""{"metadata":{"selfLink":"","resourceVersion":"7","continue":null},"items":[]}""", "7", "", 0)]
    [InlineData("""{"metadata":null,"items":[]}""", "", "", 0)]
    [InlineData("{}", "", "", 0)]
    public void Reads_lists_in_any_order(string json, string version, string next, int count)
    {
        var (page, items, _) = Parse(json, 5);
        Assert.True(page.IsComplete);
        Assert.Equal((version, next, count), (page.ResourceVersion, page.Continue, items.Count));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"items":{}}""")]
    [InlineData("""{"items":[{"a":1},]}""")]
    [InlineData("""{"items":[{"a":1]}""")]
    [InlineData("<html>")]
    public void What_is_no_list_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => Parse(json, 5));

    [Theory]
    [InlineData("")]
    [InlineData("""{"items":[{"a":1}""")]
    [InlineData("""{"items":[{"a":"x""")]
    public void What_ends_early_is_not_complete(string json)
    {
        var page = new ListPageParser(_ => { });
        page.Take(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), isLast: false);
        Assert.False(page.IsComplete);
    }

    [Fact]
    public void However_it_is_cut_the_items_are_the_same_and_no_more_than_one_is_held()
    {
        var item = Gen.Select(Gen.Int[0, 300], Gen.String[Gen.Char["ab\\\"{}[]é\n"], 0, 20], (size, text) =>
            JsonSerializer.Serialize(new { metadata = new { name = text, pad = new string('x', size) }, deep = new[] { new { a = 1 } } }));
        Gen.Select(item.List[0, 30], Gen.Int[1, 200]).Sample((expected, chunk) =>
        {
            var json = $$"""{ "kind" : "L", "items" : [ {{string.Join(" ,\n", expected)}} ] , "metadata":{"resourceVersion":"7"} }""";
            var (page, items, mostHeld) = Parse(json, chunk);
            var largest = expected.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty(0).Max();
            return page.IsComplete && items.SequenceEqual(expected) && mostHeld <= largest + chunk + ChunkBytes;
        });
    }

    // The bytes come in chunks, each a segment of its own, and what wasn't taken is offered again.
    private static (ListPageParser Page, List<string> Items, long MostHeld) Parse(string json, int chunk)
    {
        var items = new List<string>();
        var page = new ListPageParser(bytes => items.Add(Encoding.UTF8.GetString(bytes)));
        var bytes = Encoding.UTF8.GetBytes(json);
        var mostHeld = 0L;
        int taken = 0, given = 0;
        while (!page.IsComplete && given < bytes.Length)
        {
            given = Math.Min(bytes.Length, given + chunk);
            var buffer = Segments(bytes.AsMemory(taken, given - taken), chunk);
            mostHeld = Math.Max(mostHeld, buffer.Length);
            var position = page.Take(buffer, isLast: given == bytes.Length);
            taken += (int)buffer.Slice(0, position).Length;
        }

        return (page, items, mostHeld);
    }

    private static ReadOnlySequence<byte> Segments(ReadOnlyMemory<byte> bytes, int size)
    {
        Segment? first = null, last = null;
        for (var at = 0; at < bytes.Length; at += size)
        {
            var part = bytes.Slice(at, Math.Min(size, bytes.Length - at));
            last = last is null ? first = new Segment(part, 0) : last.Append(part);
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
