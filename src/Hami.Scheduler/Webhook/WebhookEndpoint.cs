using System.Buffers;
using Hami.Core.Admission.Reviews;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Metrics;
using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Webhook;

/// <summary>One admission webhook: speaks AdmissionReview, has a pure function judge.</summary>
/// <param name="name">What it is called in metrics.</param>
/// <param name="review">The judge.</param>
/// <param name="pods">Sees to it that pods that a review names are known before it is judged.</param>
/// <param name="metrics">Counts answers.</param>
internal sealed class WebhookEndpoint(string name, Func<AdmissionRequest, AdmissionAnswer> review, KnownPods pods, OperationMetrics metrics)
{
    /// <summary>Answers one review.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var answer = await AnswerAsync(context, output);
        metrics.Reviewed(name, answer.IsAllowed);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }

    private async Task<AdmissionAnswer> AnswerAsync(HttpContext context, ArrayBufferWriter<byte> output)
    {
        ReviewReading reading;
        try
        {
            if (!(context.Request.ContentType ?? "").StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
                return Fail(output, $"contentType={context.Request.ContentType}, expected application/json");
            using var body = await BodyReader.ReadAsync(context.Request, AdmissionReview.MostBytes, context.RequestAborted);
            reading = AdmissionReview.Read(body.Bytes);
        }
        catch (BodyTooLargeException)
        {
            return Fail(output, $"the request body is larger than the {AdmissionReview.MostBytes} bytes that an AdmissionReview may have");
        }
        catch (BadHttpRequestException failure)
        {
            return Fail(output, $"the request body can't be read: {failure.Message}");
        }

        if (reading.Request is { } request) await pods.EnsureAsync(request, context.RequestAborted);
        var answer = reading.Fault ?? AdmissionReview.Judge(reading.Request!, review);
        AdmissionReview.Write(reading, answer, output);
        return answer;
    }

    private static AdmissionAnswer Fail(ArrayBufferWriter<byte> output, string message)
    {
        var answer = AdmissionAnswer.Fail(message);
        AdmissionReview.Write(new ReviewReading("admission.k8s.io/v1", "", null, answer), answer, output);
        return answer;
    }
}
