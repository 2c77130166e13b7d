using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hami.Core.Admission;
using Hami.Core.Placement.Quota;
using Hami.Core.Requests;
using Hami.Scheduler.Listening;
using Hami.Scheduler.Metrics;
using Hami.Scheduler.Webhook;
using Hami.Tests.Admission;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hami.Tests.Scheduler.Webhook;

/// <summary><c>POST /webhook</c> as the API server meets it (control-plane.md §2.2), on a real connection.</summary>
public sealed class WebhookWireTests
{
    private static readonly byte[] Creation = new ReviewedRequest(JsonNode.Parse("""
        {"metadata":{"name":"p"},"spec":{"schedulerName":"default-scheduler","containers":[{"name":"c","resources":{"limits":{"nvidia.com/gpu":"1"}}}]}}
        """)).ToBytes();

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task A_review_is_answered_in_the_version_in_which_it_was_asked(string version)
    {
        await using var server = await StartAsync();
        var answer = await PostAsync(server, Encoding.UTF8.GetString(Creation).Replace("admission.k8s.io/v1", $"admission.k8s.io/{version}", StringComparison.Ordinal));

        Assert.Equal("AdmissionReview", (string)answer["kind"]!);
        Assert.Equal($"admission.k8s.io/{version}", (string)answer["apiVersion"]!);
        Assert.Equal("705ab4f5-6393-11e8-b7cc-42010a800002", (string)answer["response"]!["uid"]!);
        Assert.True((bool)answer["response"]!["allowed"]!);
        Assert.Equal("JSONPatch", (string)answer["response"]!["patchType"]!);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", "")]
    [InlineData("APPLICATION/JSON", "")]
    [InlineData("text/plain", "contentType=text/plain, expected application/json")]
    public async Task The_content_type_must_be_JSON(string contentType, string fault)
    {
        await using var server = await StartAsync();
        Assert.Equal(fault, Message(await PostAsync(server, Encoding.UTF8.GetString(Creation), contentType)));
    }

    [Theory]
    [InlineData("", "request body is empty")]
    [InlineData("""{"kind":"AdmissionReview","api""", "not the JSON of an AdmissionReview")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v2","request":{}}""", "apiVersion: \"admission.k8s.io/v2\" is not served: give the webhook's registration admissionReviewVersions [v1, v1beta1]")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""", "there is no content to decode")]
    public async Task What_can_t_be_read_is_refused_with_what_and_where(string body, string told)
    {
        await using var server = await StartAsync();
        var answer = await PostAsync(server, body);
        Assert.False((bool)answer["response"]!["allowed"]!);
        Assert.Equal(400, (int)answer["response"]!["status"]!["code"]!);
        Assert.Contains(told, Message(answer));
        Assert.True((bool)(await PostAsync(server, Encoding.UTF8.GetString(Creation)))["response"]!["allowed"]!);
    }

    [Fact]
    public async Task A_body_of_50_MB_is_refused_and_others_are_served()
    {
        await using var server = await StartAsync();
        using var exchange = await RawExchange.ConnectAsync(server.Port);
        await exchange.SendAsync("POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 52428800\r\n\r\n{");

        var answer = await Eventually.Ends(exchange.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Contains("Connection: close\r\n", answer);
        Assert.Contains("the request body is larger than the 8388608 bytes that an AdmissionReview may have", answer);
        Assert.True((bool)(await PostAsync(server, Encoding.UTF8.GetString(Creation)))["response"]!["allowed"]!);
    }

    [Fact]
    public async Task A_pod_with_8_MB_of_text_is_still_judged()
    {
        await using var server = await StartAsync();
        var pod = JsonNode.Parse("""{"metadata":{"name":"p","annotations":{}},"spec":{"containers":[{"name":"c"}]}}""")!;
        pod["metadata"]!["annotations"]!["big"] = new string('x', 7 << 20);
        Assert.True((bool)(await PostAsync(server, Encoding.UTF8.GetString(new ReviewedRequest(pod).ToBytes())))["response"]!["allowed"]!);
    }

    private static string Message(JsonNode answer) => (string?)answer["response"]!["status"]!["message"] ?? "";

    private static async Task<JsonNode> PostAsync(ExtenderServer server, string body, string contentType = "application/json")
    {
        using var answer = await server.SendAsync("/webhook", body, contentType);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static Task<ExtenderServer> StartAsync()
    {
        var pods = new KnownPods((_, _) => null, (_, _, _) => Task.FromResult<Pod?>(null), Cluster.Vendors, NullLogger<KnownPods>.Instance);
        var review = new MutatingReview(Cluster.Vendors, new AdmissionSettings { SchedulerName = "hami-scheduler" }, static _ => new Dictionary<string, QuotaRoom>(), pods.Find);
        var router = new Router();
        router.Add(ListenerKind.Main, HttpMethods.Post, "/webhook", new WebhookEndpoint("mutating", review.Review, pods, new OperationMetrics()).ServeAsync);
        return ExtenderServer.StartAsync(router);
    }
}
