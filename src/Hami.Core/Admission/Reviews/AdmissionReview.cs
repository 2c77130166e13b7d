using System.Buffers;
using System.Text.Json;
using Hami.Core.Protocol;

namespace Hami.Core.Admission.Reviews;

/// <summary>The AdmissionReview exchange, <c>admission.k8s.io/v1</c> and <c>v1beta1</c> (control-plane.md §2.2). What can't be read is answered with a refusal that says why; nothing is thrown.</summary>
public static class AdmissionReview
{
    /// <summary>The most bytes that a review may have: two objects of the size that etcd takes, with room to spare.</summary>
    public const int MostBytes = 8 << 20;

    private const string Kind = "AdmissionReview";
    private const string V1 = "admission.k8s.io/v1";
    private const string V1Beta1 = "admission.k8s.io/v1beta1";

    // A member given twice could be one thing to us and another to the next reader.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads the body of a request, has it judged, and writes the answer.</summary>
    /// <param name="body">The body as it arrived.</param>
    /// <param name="review">The webhook.</param>
    /// <param name="output">Where the answer is written.</param>
    /// <returns>The answer, for metrics and logs.</returns>
    public static AdmissionAnswer Answer(ReadOnlySpan<byte> body, Func<AdmissionRequest, AdmissionAnswer> review, IBufferWriter<byte> output)
    {
        var reading = Read(body);
        var answer = reading.Fault ?? Judge(reading.Request!, review);
        Write(reading, answer, output);
        return answer;
    }

    /// <summary>Reads the body of a request.</summary>
    public static ReviewReading Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return Fault("request body is empty");
        if (body.Length > MostBytes) return Fault($"the request body has {body.Length} bytes: an AdmissionReview has at most {MostBytes}", 413);
        try
        {
            return Read(JsonElement.Parse(body, Strict));
        }
        catch (JsonException error)
        {
            return Fault($"the request body is not the JSON of an AdmissionReview, complete and with each member once: {error.Message}");
        }
        catch (InvalidOperationException error)
        {
            return Fault($"AdmissionReview: a text holds what is no character: {error.Message}");
        }
        catch (MalformedException error)
        {
            return Fault($"AdmissionReview: {error.Message}");
        }
    }

    /// <summary>Writes an answer to what was read.</summary>
    public static void Write(ReviewReading reading, AdmissionAnswer answer, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, Kind);
        writer.WriteString("apiVersion"u8, reading.ApiVersion);
        writer.WriteStartObject("response"u8);
        writer.WriteString("uid"u8, reading.Uid);
        writer.WriteBoolean("allowed"u8, answer.IsAllowed);
        writer.WriteStartObject("status"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteNumber("code"u8, answer.Code);
        if (answer.Reason.Length > 0) writer.WriteString("reason"u8, answer.Reason);
        if (answer.Message.Length > 0) writer.WriteString("message"u8, answer.Message);
        writer.WriteEndObject();
        if (answer.Patch is { } patch)
        {
            writer.WriteBase64String("patch"u8, patch);
            writer.WriteString("patchType"u8, "JSONPatch"u8);
        }

        if (answer.Warnings.Count > 0)
        {
            writer.WriteStartArray("warnings"u8);
            foreach (var warning in answer.Warnings) writer.WriteStringValue(warning);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static AdmissionAnswer Judge(AdmissionRequest request, Func<AdmissionRequest, AdmissionAnswer> review)
    {
        try
        {
            return review(request);
        }
        catch (MalformedException error)
        {
            return AdmissionAnswer.Fail($"{request.Target} {request.Namespace}/{request.Name}: {error.Message}");
        }
        catch (InvalidOperationException error)
        {
            // The reader's word for a text whose bytes or escapes are no characters.
            return AdmissionAnswer.Fail($"{request.Target} {request.Namespace}/{request.Name}: a text holds what is no character: {error.Message}");
        }
    }

    private static ReviewReading Read(JsonElement root)
    {
        var review = Field.Root(root);
        if (!review.IsObject) return Fault("the request body is not an AdmissionReview: expected an object");
        var kind = review["kind"].Text();
        var version = review["apiVersion"].Text();
        var request = review["request"];
        if (kind != Kind) return Fault($"kind: expected {Kind}, found \"{kind}\": this address serves only webhooks");
        if (version is not (V1 or V1Beta1))
            return Fault($"apiVersion: \"{version}\" is not served: give the webhook's registration admissionReviewVersions [v1, v1beta1]");
        if (!request.IsObject) return Fault("there is no content to decode");

        var uid = request["uid"].Text();
        try
        {
            return new ReviewReading(version, uid, ReadRequest(request), null);
        }
        catch (MalformedException error)
        {
            return new ReviewReading(version, uid, null, AdmissionAnswer.Fail($"AdmissionReview: {error.Message}"));
        }
    }

    private static AdmissionRequest ReadRequest(Field request)
    {
        var user = request["userInfo"];
        var target = request["resource"];
        return new AdmissionRequest
        {
            Uid = request["uid"].RequiredText(),
            Kind = request["kind"]["kind"].Text(),
            Group = target["group"].Text(),
            Resource = target["resource"].RequiredText(),
            SubResource = request["subResource"].Text(),
            Operation = request["operation"].RequiredText(),
            Namespace = request["namespace"].Text(),
            Name = request["name"].Text(),
            Requester = new Requester(user["username"].Text(), [.. user["groups"].Elements().Select(static group => group.Text())]),
            NewObject = request["object"].Element,
            OldObject = request["oldObject"].Element,
            IsDryRun = request["dryRun"].Flag(),
        };
    }

    private static ReviewReading Fault(string message, int code = 400) => new(V1, "", null, AdmissionAnswer.Fail(message, code));
}
