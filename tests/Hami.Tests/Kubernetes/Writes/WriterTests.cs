using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Writes;
using Hami.Tests.Kubernetes.Fakes;
using Xunit;

namespace Hami.Tests.Kubernetes.Writes;

public sealed class WriterTests
{
    [Fact]
    public async Task A_binding_carries_node_identity_and_annotations_in_one_write()
    {
        var (request, _) = await SendAsync(201, BindAsync);

        Assert.Equal("POST /api/v1/namespaces/default/pods/p1/binding application/json", request.Head);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"p1","namespace":"default","uid":"uid-1","annotations":{"hami.io/vgpu-node":"n1","hami.io/bind-phase":"success"}},"target":{"apiVersion":"v1","kind":"Node","name":"n1"}}""",
            request.Body);
    }

    [Theory]
    [InlineData(201, "", WriteOutcome.Done, null)]
    [InlineData(404, "NotFound", WriteOutcome.Refused, ApiErrorKind.NotFound)]
    [InlineData(409, "Conflict", WriteOutcome.Refused, ApiErrorKind.Conflict)]
    [InlineData(403, "Forbidden", WriteOutcome.Refused, ApiErrorKind.Forbidden)]
    [InlineData(500, "InternalError", WriteOutcome.Unknown, ApiErrorKind.UnknownOutcome)]
    [InlineData(504, "Timeout", WriteOutcome.Unknown, ApiErrorKind.UnknownOutcome)]
    [InlineData(0, "", WriteOutcome.Unknown, ApiErrorKind.UnknownOutcome)]
    public async Task A_binding_is_done_refused_or_unknown(
        int code, string reason, WriteOutcome outcome, ApiErrorKind? error)
    {
        var (_, result) = await SendAsync(code, BindAsync, reason);
        Assert.Equal((outcome, error), (result.Outcome, result.Error));
        Assert.Equal(outcome == WriteOutcome.Done, result.Reason.Length == 0);
    }

    [Fact]
    public async Task A_binding_without_the_pods_identity_is_never_sent() =>
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(
            201, api => new BindingWriter(api).BindAsync("default", "p1", "", "n1", [], Deadline.Never, CancellationToken.None)));

    [Fact]
    public async Task A_cancelled_binding_that_was_not_sent_is_refused()
    {
        var (request, result) = await SendAsync(201, api => new BindingWriter(api).BindAsync(
            "default", "p1", "u", "n1", [], Deadline.Never, new CancellationToken(canceled: true)));
        Assert.Equal(WriteOutcome.Refused, result.Outcome);
        Assert.Empty(request.Head);
    }

    [Fact]
    public async Task A_pods_patch_names_what_must_hold()
    {
        var (request, _) = await SendAsync(200, api => new PodPatcher(api).PatchAsync(
            "default",
            "p1",
            new MetadataPatch
            {
                Labels = new Dictionary<string, string?> { ["hami.io/vgpu-node"] = "n1" },
                Annotations = new Dictionary<string, string?> { ["a"] = "1", ["b"] = null },
                Uid = "uid-1",
            },
            Deadline.Never,
            CancellationToken.None));

        Assert.Equal("PATCH /api/v1/namespaces/default/pods/p1 application/merge-patch+json", request.Head);
        Assert.Equal(
            """{"metadata":{"uid":"uid-1","labels":{"hami.io/vgpu-node":"n1"},"annotations":{"a":"1","b":null}}}""",
            request.Body);
    }

    [Theory]
    [InlineData(409, "Conflict", "Precondition failed: UID in precondition: uid-1, UID in object meta: uid-2")]
    [InlineData(422, "Invalid", "Pod p1 is invalid: metadata.uid: Invalid value: uid-1: field is immutable")]
    public async Task A_patch_for_another_pod_of_the_name_is_a_conflict(int code, string reason, string message)
    {
        var (_, result) = await SendAsync(
            code,
            api => new PodPatcher(api).PatchAsync(
                "default", "p1", new MetadataPatch { Uid = "uid-1" }, Deadline.Never, CancellationToken.None),
            reason,
            message);
        Assert.Equal((WriteOutcome.Refused, ApiErrorKind.Conflict), (result.Outcome, result.Error));
    }

    [Fact]
    public async Task A_nodes_patch_names_the_version_that_it_was_made_for()
    {
        var (request, _) = await SendAsync(200, api => new NodePatcher(api).PatchAsync(
            "n1",
            new MetadataPatch
            {
                Annotations = new Dictionary<string, string?> { ["hami.io/mutex.lock"] = null },
                ResourceVersion = "42",
            },
            Deadline.Never,
            CancellationToken.None));

        Assert.Equal("PATCH /api/v1/nodes/n1 application/merge-patch+json", request.Head);
        Assert.Equal(
            """{"metadata":{"resourceVersion":"42","annotations":{"hami.io/mutex.lock":null}}}""", request.Body);
    }

    [Fact]
    public async Task Names_cannot_lead_out_of_their_path()
    {
        var (request, _) = await SendAsync(200, api => new PodPatcher(api).PatchAsync(
            "default", "../../nodes/n1?x=1", new MetadataPatch(), Deadline.Never, CancellationToken.None));
        Assert.Equal("PATCH /api/v1/namespaces/default/pods/..%2F..%2Fnodes%2Fn1%3Fx=1 application/merge-patch+json", request.Head);
    }

    private static Task<WriteResult> BindAsync(ApiClient api) => new BindingWriter(api).BindAsync(
        "default",
        "p1",
        "uid-1",
        "n1",
        [new("hami.io/vgpu-node", "n1"), new("hami.io/bind-phase", "success")],
        Deadline.Never,
        CancellationToken.None);

    private static async Task<((string Head, string Body) Request, WriteResult Result)> SendAsync(
        int code, Func<ApiClient, Task<WriteResult>> send, string reason = "", string message = "because")
    {
        var request = (Head: "", Body: "");
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            request = ($"{context.Request.Method} {context.Request.Path} {context.Request.ContentType}", body);
            if (code == 0) context.Abort();
            else if (code < 400) context.Response.StatusCode = code;
            else await ToyPods.RefuseAsync(context, code, reason, message);
        });
        using var client = server.Client();
        var result = await send(client);
        return (request, result);
    }
}
