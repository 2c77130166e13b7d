using System.Globalization;
using System.Text.Json;

namespace Hami.Kubernetes.Api;

/// <summary>The API server's version.</summary>
/// <param name="Major">Such as 1.</param>
/// <param name="Minor">Such as 31; 0 where the server's word for it is no number.</param>
public readonly record struct ServerVersion(int Major, int Minor)
{
    /// <summary>Whether a Binding binds only the pod whose UID it carries; servers before 1.22 bind whatever pod has the name.</summary>
    public bool BindsByUid => Major > 1 || (Major == 1 && Minor >= 22);

    /// <summary>Asks the server.</summary>
    /// <exception cref="ApiException">No answer, or not the one asked for.</exception>
    public static async Task<ServerVersion> ReadAsync(ApiClient api, CancellationToken cancellation) =>
        Parse((await api.GetAsync("version", "/version", cancellation)).Span);

    /// <summary>Reads the answer of <c>/version</c>; managed services write such minors as <c>27+</c>.</summary>
    public static ServerVersion Parse(ReadOnlySpan<byte> json)
    {
        int major = 0, minor = 0;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isMajor = reader.ValueTextEquals("major"u8);
                var isMinor = reader.ValueTextEquals("minor"u8);
                reader.Read();
                if (isMajor) major = Number(reader.GetString());
                else if (isMinor) minor = Number(reader.GetString());
                else reader.Skip();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return default;
        }

        return new ServerVersion(major, minor);
    }

    private static int Number(string? text) =>
        int.TryParse(text.AsSpan().TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
