using System.Security.Cryptography.X509Certificates;
using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Replaces the webhooks' certificate and waits until it is served.</summary>
internal sealed class RenewCertificate : IStep
{
    public string Of { get; init; } = "a";

    public async Task TakeAsync(ScenarioRun run)
    {
        var replica = run.Replicas.Single(one => one.Name == Of);
        var before = await replica.ServedCertificateAsync();
        await run.Fixture.RenewCertificateAsync();
        using var file = X509CertificateLoader.LoadCertificateFromFile($"{run.Fixture.CertificateFolder}/tls.crt");
        if (file.SerialNumber == before) throw new InvalidOperationException("the certificate was not renewed");
        await Until.NothingIsMissingAsync(
            async () => await replica.ServedCertificateAsync() is var served && served == file.SerialNumber ? null : $"certificate {served} is served, not {file.SerialNumber}",
            TimeSpan.FromSeconds(30));
    }

    public override string ToString() => "renew the certificate";
}
