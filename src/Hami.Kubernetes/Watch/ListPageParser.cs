using System.Buffers;
using System.Text.Json;

namespace Hami.Kubernetes.Watch;

/// <summary>
/// Takes a list apart while it arrives: each item is handed on as soon as it is complete, so no more than one item is
/// ever held.
/// </summary>
internal sealed class ListPageParser(ListPageParser.ItemSink onItem)
{
    private JsonReaderState _state = new(JsonLimits.Reader);
    private Place _place = Place.Start;

    /// <summary>Receives an item's bytes, valid during the call.</summary>
    public delegate void ItemSink(ReadOnlySpan<byte> json);

    private enum Place
    {
        Start,
        Fields,
        Items,
        End,
    }

    /// <summary>The version of the list; empty until its metadata were seen.</summary>
    public string ResourceVersion { get; private set; } = "";

    /// <summary>Asks for the next page; empty at the last.</summary>
    public string Continue { get; private set; } = "";

    /// <summary>Whether the list's closing brace was seen.</summary>
    public bool IsComplete => _place == Place.End;

    /// <summary>Takes what it can from the bytes.</summary>
    /// <param name="buffer">All bytes not yet taken.</param>
    /// <param name="isLast">Nothing will follow.</param>
    /// <returns>How far it got; the rest must be given again with more behind it.</returns>
    /// <exception cref="JsonException">The bytes aren't a list.</exception>
    public SequencePosition Take(ReadOnlySequence<byte> buffer, bool isLast)
    {
        var reader = new Utf8JsonReader(buffer, isLast, _state);
        var taken = buffer.Start;
        while (!IsComplete && TryStep(buffer, ref reader))
        {
            taken = reader.Position;
            _state = reader.CurrentState;
        }

        return taken;
    }

    // Each step ends between two values, where the reader can be resumed.
    private bool TryStep(ReadOnlySequence<byte> buffer, ref Utf8JsonReader reader)
    {
        if (!reader.Read()) return false;
        switch (_place)
        {
            case Place.Start:
                if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a list must be an object");
                _place = Place.Fields;
                return true;
            case Place.Fields when reader.TokenType == JsonTokenType.EndObject:
                _place = Place.End;
                return true;
            case Place.Fields when reader.ValueTextEquals("items"u8):
                if (!reader.Read()) return false;
                if (reader.TokenType == JsonTokenType.Null) return true;
                if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("items must be an array");
                _place = Place.Items;
                return true;
            case Place.Fields:
                return TryTakeField(buffer, ref reader);
            case Place.Items when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.Fields;
                return true;
            case Place.Items:
                var start = reader.TokenStartIndex;
                if (!reader.TrySkip()) return false;
                using (var item = new OnePiece(buffer.Slice(start, reader.BytesConsumed - start))) onItem(item.Span);
                return true;
            default:
                throw new JsonException("the list goes on after its end");
        }
    }

    private bool TryTakeField(ReadOnlySequence<byte> buffer, ref Utf8JsonReader reader)
    {
        var isMetadata = reader.ValueTextEquals("metadata"u8);
        if (!reader.Read()) return false;
        var start = reader.TokenStartIndex;
        if (!reader.TrySkip()) return false;
        if (!isMetadata) return true;
        using var metadata = new OnePiece(buffer.Slice(start, reader.BytesConsumed - start));
        ReadMetadata(metadata.Span);
        return true;
    }

    private void ReadMetadata(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonLimits.Reader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("resourceVersion"u8))
            {
                reader.Read();
                ResourceVersion = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("continue"u8))
            {
                reader.Read();
                Continue = reader.GetString() ?? "";
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }
}
