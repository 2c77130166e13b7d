using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Hami.Core.Admission.Reviews;
using Xunit;

namespace Hami.Tests.Admission;

/// <summary>The exchange with the API server: what arrives may be anything, what goes out is always an AdmissionReview.</summary>
public sealed class ReviewTests
{
    private static readonly byte[] Valid = new ReviewedRequest(Pods.Of(Pods.Share())).ToBytes();

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void Is_answered_in_the_version_that_arrived(string version)
    {
        var answer = new Webhooks().Mutate(new ReviewedRequest(Pods.Of(Pods.Share())) { Version = version }).Review;

        Assert.Equal("AdmissionReview", (string?)answer["kind"]);
        Assert.Equal($"admission.k8s.io/{version}", (string?)answer["apiVersion"]);
        Assert.Equal("705ab4f5-6393-11e8-b7cc-42010a800002", (string?)answer["response"]!["uid"]);
        Assert.Equal("JSONPatch", (string?)answer["response"]!["patchType"]);
        Assert.Equal(200, (int)answer["response"]!["status"]!["code"]!);
    }

    [Fact]
    public void An_answer_that_changes_nothing_carries_no_patch()
    {
        var response = new Webhooks().Mutate(new ReviewedRequest(Pods.Of(Pods.Container("c")))).Review["response"]!.AsObject();
        Assert.Equal(["uid", "allowed", "status"], response.Select(member => member.Key));
    }

    [Fact]
    public void A_refusal_carries_code_reason_and_message()
    {
        var status = new Webhooks().Mutate(new ReviewedRequest(Pods.Of())).Review["response"]!["status"]!;
        Assert.Equal(403, (int)status["code"]!);
        Assert.Equal("Forbidden", (string?)status["reason"]);
        Assert.Equal("pod has no containers", (string?)status["message"]);
    }

    [Theory]
    [InlineData("", 400, "request body is empty")]
    [InlineData("nonsense", 400, "is not the JSON of an AdmissionReview")]
    [InlineData("[]", 400, "not an AdmissionReview")]
    [InlineData("null", 400, "not an AdmissionReview")]
    [InlineData("{}", 400, "kind: expected AdmissionReview")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", 400, "kind: expected AdmissionReview, found \"Pod\"")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v2"}""", 400, "\"admission.k8s.io/v2\" is not served: give the webhook's registration admissionReviewVersions [v1, v1beta1]")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":7}""", 400, "apiVersion: expected a text, found a number")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""", 400, "there is no content to decode")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":null}""", 400, "there is no content to decode")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":[]}""", 400, "request: expected an object, found an array")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{}}""", 400, "request.uid: expected a text, found nothing")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE"}}""", 400, "request.resource.resource: expected a text, found nothing")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","uid":"v"}}""", 400, "each member once")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"\ud800"}""", 400, "is no character")]
    public void What_is_no_review_is_answered_with_what_is_wrong(string body, int code, string message)
    {
        var answer = Webhooks.Answer(Encoding.UTF8.GetBytes(body), _ => throw new InvalidOperationException("not reached"));

        Assert.Equal("AdmissionReview", (string?)answer["kind"]);
        Assert.False((bool)answer["response"]!["allowed"]!);
        Assert.Equal(code, (int)answer["response"]!["status"]!["code"]!);
        Assert.Contains(message, (string?)answer["response"]!["status"]!["message"]);
    }

    [Fact]
    public void A_body_of_fifty_megabytes_is_refused_unread()
    {
        var answer = Webhooks.Answer(new byte[50 << 20], _ => throw new InvalidOperationException("not reached"));
        Assert.Equal(413, (int)answer["response"]!["status"]!["code"]!);
        Assert.Contains($"at most {AdmissionReview.MostBytes}", (string?)answer["response"]!["status"]!["message"]);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var deep = $$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{{string.Concat(Enumerable.Repeat("{\"a\":", 100_000))}}""";
        Assert.False((bool)Webhooks.Answer(Encoding.UTF8.GetBytes(deep), _ => AdmissionAnswer.Allow())["response"]!["allowed"]!);
    }

    [Fact]
    public void A_body_that_stops_half_way_is_refused_wherever_it_stops()
    {
        for (var length = 0; length < Valid.Length; length++)
            Assert.False((bool)Webhooks.Answer(Valid.AsSpan(0, length), _ => AdmissionAnswer.Allow())["response"]!["allowed"]!);
    }

    [Theory]
    [InlineData("spec", "[]", "spec: expected an object, found an array")]
    [InlineData("spec", """{"containers":{}}""", "spec.containers: expected an array, found an object")]
    [InlineData("spec", """{"containers":[7]}""", "spec.containers[0]: expected an object, found a number")]
    [InlineData("spec", """{"containers":[{"name":"c","resources":{"limits":{"nvidia.com/gpu":[]}}}]}""", "spec.containers[0].resources.limits.nvidia.com/gpu: expected a text, found an array")]
    [InlineData("spec", """{"containers":[{"name":"c","securityContext":{"privileged":"yes"}}]}""", "spec.containers[0].securityContext.privileged: expected true or false, found a text")]
    [InlineData("spec", """{"containers":[{"name":"c","env":[{"name":3}]}]}""", "spec.containers[0].env[0].name: expected a text, found a number")]
    [InlineData("spec", """{"containers":[{"name":"\ud800"}]}""", "is no character")]
    [InlineData("metadata", """{"annotations":{"a":{}}}""", "metadata.annotations.a: expected a text, found an object")]
    public void A_field_of_another_type_is_refused_by_both_with_its_path(string member, string json, string message)
    {
        var pod = Encoding.UTF8.GetString(Valid).Replace("\"object\":{", $$"""
            "object":{"{{member}}":{{json}},"x":{
            """.Trim()).Replace("},\"oldObject\"", "}},\"oldObject\"");
        foreach (var answer in Both(Encoding.UTF8.GetBytes(pod)))
        {
            Assert.False((bool)answer["response"]!["allowed"]!);
            Assert.Contains(message, (string?)answer["response"]!["status"]!["message"]);
            Assert.Equal("705ab4f5-6393-11e8-b7cc-42010a800002", (string?)answer["response"]!["uid"]);
        }
    }

    [Fact]
    public void Nulls_are_as_absent()
    {
        var pod = JsonNode.Parse("""
            {"metadata":{"name":"p","annotations":null,"labels":null,"creationTimestamp":null},
             "spec":{"schedulerName":null,"nodeName":null,"runtimeClassName":null,"initContainers":null,"ephemeralContainers":null,
                     "containers":[{"name":"c","env":null,"envFrom":null,"securityContext":null,"resources":{"limits":null,"requests":null}}]}}
            """);
        var webhooks = new Webhooks();
        Assert.Empty(webhooks.Mutate(new ReviewedRequest(pod)).Patch);
        Assert.True(webhooks.Guard(new ReviewedRequest(pod)).Allowed);
    }

    [Fact]
    public void Random_bytes_are_always_answered() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.All(Both(bytes), answer => Assert.False((bool)answer["response"]!["allowed"]!)), iter: 5_000);

    [Fact]
    public void A_review_with_random_bytes_in_it_is_always_answered() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Array[1, 6].Sample(
            changes =>
            {
                var body = Valid.ToArray();
                foreach (var (index, value) in changes) body[index] = value;
                Assert.All(Both(body), answer => Assert.Equal("AdmissionReview", (string?)answer["kind"]));
            },
            iter: 20_000);

    [Fact]
    public void A_review_with_values_exchanged_is_always_answered()
    {
        JsonNode?[] values = [null, 1, -1e300, true, "", "text", "𝕏", new JsonArray(), new JsonArray(1, null, "a"), new JsonObject(), new JsonObject { ["name"] = 1 }];
        var review = new ReviewedRequest(Pods.Of(Pods.Share().With(Pods.Variable("A", "b")).Privileged()).Init(Pods.Share("i")).Ephemeral(Pods.Container("e")))
        {
            OldObject = Pods.Of(Pods.Share()),
        }.ToReview();
        string[] targets = ["pods/CREATE", "pods/UPDATE", "pods/status/UPDATE", "pods/ephemeralcontainers/UPDATE", "bindings/CREATE", "namespaces/UPDATE"];
        foreach (var target in targets)
        {
            var parts = target.Split('/');
            review["request"]!["resource"]!["resource"] = parts[0];
            review["request"]!["subResource"] = parts.Length == 3 ? parts[1] : null;
            review["request"]!["operation"] = parts[^1];
            foreach (var path in Paths(review))
            {
                foreach (var value in values)
                {
                    var body = Replace(review, path, value);
                    Assert.All(Both(Encoding.UTF8.GetBytes(body.ToJsonString())), answer => Assert.Equal("AdmissionReview", (string?)answer["kind"]));
                }
            }
        }
    }

    private static JsonObject[] Both(byte[] body)
    {
        var webhooks = new Webhooks();
        return [webhooks.MutateBytes(body), webhooks.GuardBytes(body)];
    }

    private static IEnumerable<object[]> Paths(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    yield return [name];
                    if (value is null) continue;
                    foreach (var rest in Paths(value)) yield return [name, .. rest];
                }

                break;
            case JsonArray elements:
                for (var index = 0; index < elements.Count; index++)
                {
                    yield return [index];
                    if (elements[index] is not { } element) continue;
                    foreach (var rest in Paths(element)) yield return [index, .. rest];
                }

                break;
        }
    }

    private static JsonNode Replace(JsonNode review, object[] path, JsonNode? value)
    {
        var copy = review.DeepClone();
        var parent = path[..^1].Aggregate(copy, (node, step) => step is string name ? node[name]! : node[(int)step]!);
        if (path[^1] is string last) parent[last] = value?.DeepClone();
        else parent[(int)path[^1]] = value?.DeepClone();
        return copy;
    }
}
