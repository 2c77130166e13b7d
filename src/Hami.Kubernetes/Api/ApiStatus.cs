using System.Text.Json;

namespace Hami.Kubernetes.Api;

/// <summary>The <c>Status</c> object that errors come as, in answers and in watches.</summary>
internal readonly record struct ApiStatus(int Code, string Reason, string Message, TimeSpan? RetryAfter)
{
    private const int LongestMessage = 2048;

    /// <summary>Reads a Status; what isn't one becomes its message, cut.</summary>
    public static ApiStatus Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return ReadJson(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            var text = System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestMessage)]).Trim();
            return new ApiStatus(0, "", text, null);
        }
    }

    private static ApiStatus ReadJson(ReadOnlySpan<byte> body)
    {
        var code = 0;
        string reason = "", message = "";
        TimeSpan? retryAfter = null;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                code = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reader.Read();
                reason = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                message = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("details"u8))
            {
                reader.Read();
                retryAfter = ReadRetryAfter(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new ApiStatus(
            code, reason, message.Length > LongestMessage ? message[..LongestMessage] : message, retryAfter);
    }

    private static TimeSpan? ReadRetryAfter(ref Utf8JsonReader reader)
    {
        TimeSpan? retryAfter = null;
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals("retryAfterSeconds"u8);
            reader.Read();
            if (wanted && reader.TokenType == JsonTokenType.Number && reader.GetInt32() is > 0 and var seconds)
                retryAfter = TimeSpan.FromSeconds(seconds);
            else
                reader.Skip();
        }

        return retryAfter;
    }
}
