using Hami.Cluster.Tests.Audit;
using Xunit;

namespace Hami.Cluster.Tests.Plane;

/// <summary>The one control plane of a test run, with the webhooks registered.</summary>
public sealed class PlaneFixture : IAsyncLifetime
{
    /// <summary>The collection of tests that use it: they take turns.</summary>
    public const string OneAtATime = "on the control plane";

    private ControlPlane? plane;
    private PortBlock? ports;
    private WebhookService? webhooks;

    /// <summary>What the machine lacks; null for nothing.</summary>
    public string? Missing { get; private set; }

    internal ControlPlane Plane => plane ?? throw new InvalidOperationException("no control plane was started");

    internal WebhookService Webhooks => webhooks ?? throw new InvalidOperationException("no control plane was started");

    internal AuditTrail Audit { get; private set; } = null!;

    /// <summary>The scenarios that have run to their end.</summary>
    internal HashSet<string> Passed { get; } = [];

    /// <summary>Folder with the webhooks' certificate.</summary>
    internal string CertificateFolder => $"{Plane.Folder}/webhook";

    /// <summary>Folders of kubectl, newest first.</summary>
    internal IReadOnlyList<string> Kubectls { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Missing = await ControlPlane.MissingAsync();
        if (Missing is not null) return;
        Directory.CreateDirectory(Repository.Results);
        File.Delete(Figures.File);
        plane = await ControlPlane.StartAsync("plane");
        Audit = new AuditTrail(plane.AuditLog);
        Kubectls = (await Command.SucceedAsync(Repository.Of("deploy/control-plane/kubectl"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ports = PortBlock.Take();
        webhooks = new WebhookService(ports.Next());
        await RenewCertificateAsync();
        await Command.SucceedAsync(
            Repository.Of("deploy/webhook/register"),
            webhooks.Url, plane.Authority, $"{Kubectls[0]}/kubectl", $"--kubeconfig={plane.KubeConfig("admin")}", $"--cache-dir={plane.Folder}/kubectl-cache");
    }

    public async ValueTask DisposeAsync()
    {
        if (webhooks is not null) await webhooks.DisposeAsync();
        ports?.Dispose();
        if (plane is not null) await plane.DisposeAsync();
    }

    /// <summary>Gives the webhooks another certificate, as a rotation does.</summary>
    internal Task RenewCertificateAsync() => Command.SucceedAsync(Repository.Of("deploy/control-plane/serving-certificate"), Plane.Folder, CertificateFolder);
}
