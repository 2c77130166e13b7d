using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Hami.Core.Admission;
using Hami.Core.Admission.Reviews;
using Hami.Core.Placement;
using Hami.Core.Placement.Quota;

namespace Hami.Tests.Admission;

/// <summary>Both webhooks as the API server meets them: a review goes in as bytes, an answer comes out as bytes.</summary>
internal sealed class Webhooks
{
    public const string Scheduler = "system:serviceaccount:hami-system:hami-scheduler";
    public const string NodeAgent = "system:serviceaccount:hami-system:hami-node-agent";

    public static readonly AdmissionSettings Defaults = new()
    {
        SchedulerName = "hami-scheduler",
        Schedulers = [Subject.User(Scheduler), Subject.Group("kube-schedulers")],
        NodeAgents = [new KeyWriter(Subject.User(NodeAgent), new HashSet<string> { "hami.io/bind-phase", "hami.io/vgpu-devices-to-allocate" })],
    };

    public VendorSet Vendors { get; init; } = ConfiguredVendors.Default;

    public AdmissionSettings Settings { get; init; } = Defaults;

    public Func<string, IReadOnlyDictionary<string, QuotaRoom>> RoomOf { get; init; } = _ => new Dictionary<string, QuotaRoom>();

    public Dictionary<string, PodDevices> KnownPods { get; init; } = [];

    private PodDevices? PodOf(string ns, string name) => KnownPods.GetValueOrDefault($"{ns}/{name}");

    public Verdict Mutate(ReviewedRequest request) => Ask(request, new MutatingReview(Vendors, Settings, RoomOf, PodOf).Review);

    public Verdict Guard(ReviewedRequest request) => Ask(request, new GuardReview(Vendors, Settings, PodOf).Review);

    public static JsonObject Answer(ReadOnlySpan<byte> body, Func<AdmissionRequest, AdmissionAnswer> review)
    {
        var output = new ArrayBufferWriter<byte>();
        AdmissionReview.Answer(body, review, output);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }

    private static Verdict Ask(ReviewedRequest request, Func<AdmissionRequest, AdmissionAnswer> review) =>
        new(Answer(Encoding.UTF8.GetBytes(request.ToReview().ToJsonString()), review), request.Object);
}

/// <summary>What the API server would ask.</summary>
internal sealed record ReviewedRequest(JsonNode? Object)
{
    public string Resource { get; init; } = "pods";

    public string? SubResource { get; init; }

    public string Operation { get; init; } = "CREATE";

    public JsonNode? OldObject { get; init; }

    public string User { get; init; } = "developer";

    public string[] Groups { get; init; } = ["system:authenticated"];

    public string Namespace { get; init; } = "default";

    public string? Name { get; init; }

    public string Version { get; init; } = "v1";

    public JsonObject ToReview() => new()
    {
        ["kind"] = "AdmissionReview",
        ["apiVersion"] = $"admission.k8s.io/{Version}",
        ["request"] = new JsonObject
        {
            ["uid"] = "705ab4f5-6393-11e8-b7cc-42010a800002",
            ["kind"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" },
            ["resource"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["resource"] = Resource },
            ["subResource"] = SubResource,
            ["name"] = Name,
            ["namespace"] = Namespace,
            ["operation"] = Operation,
            ["userInfo"] = new JsonObject { ["username"] = User, ["groups"] = new JsonArray([.. Groups.Select(group => JsonValue.Create(group))]) },
            ["object"] = Object?.DeepClone(),
            ["oldObject"] = OldObject?.DeepClone(),
            ["dryRun"] = false,
            ["options"] = new JsonObject { ["kind"] = "CreateOptions", ["apiVersion"] = "meta.k8s.io/v1" },
        },
    };
}

/// <summary>The answer.</summary>
internal sealed class Verdict(JsonObject review, JsonNode? asked)
{
    public JsonObject Review => review;

    public bool Allowed => (bool)review["response"]!["allowed"]!;

    public string Message => (string?)review["response"]!["status"]!["message"] ?? "";

    public string[] Warnings => [.. (review["response"]!["warnings"] as JsonArray ?? []).Select(warning => (string)warning!)];

    public JsonArray Patch =>
        (string?)review["response"]!["patch"] is { } patch ? JsonNode.Parse(Convert.FromBase64String(patch))!.AsArray() : [];

    /// <summary>The object after the patch.</summary>
    public JsonNode Result => PatchApplier.Apply(asked!, Patch);
}
