using System.Buffers;
using System.Text.Json;
using Hami.Core.Protocol;
using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Extender;

/// <summary><c>POST /bind</c> (control-plane.md §5.3): an empty <c>Error</c> is success.</summary>
internal sealed class BindEndpoint(Binding binding)
{
    private const int LargestBody = 64 * 1024;

    /// <summary>Serves one call.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        string error;
        try
        {
            using var body = await BodyReader.ReadAsync(context.Request, LargestBody, context.RequestAborted);
            error = await binding.BindAsync(BindArgumentsReader.Read(body.Bytes), context.RequestAborted);
        }
        catch (Exception failure) when (failure is JsonException or MalformedException or BadHttpRequestException or BodyTooLargeException)
        {
            error = $"the request can't be read as ExtenderBindingArgs: {failure.Message}";
        }

        context.Response.ContentType = "application/json";
        WriteAnswer(context.Response.BodyWriter, error);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteAnswer(IBufferWriter<byte> output, string error)
    {
        using var json = new Utf8JsonWriter(output, GoJson.Options);
        json.WriteStartObject();
        json.WriteString("Error"u8, error);
        json.WriteEndObject();
    }
}
