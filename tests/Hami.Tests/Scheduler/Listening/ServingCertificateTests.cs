using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Hami.Scheduler.Listening;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Scheduler.Listening;

/// <summary>The webhooks' certificate, as a mounted Secret brings it: links that are swapped (control-plane.md §1.2).</summary>
public sealed class ServingCertificateTests : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly TestCertificates authority = new();
    private int mounts;

    [Fact]
    public async Task A_swapped_link_is_served_without_a_restart_and_what_cant_be_read_leaves_the_one_before()
    {
        var first = authority.Server();
        Mount(first.ExportCertificatePem(), first.GetECDsaPrivateKeyPem());
        await using var server = await ExtenderServer.StartAsync(
            new Router(),
            ExtenderServer.Options with { CertificateFile = Path.Combine(folder.Path, "tls.crt"), KeyFile = Path.Combine(folder.Path, "tls.key") },
            time);
        Assert.Equal(first.Thumbprint, await PresentedAsync(server));

        var second = authority.Server();
        Mount(second.ExportCertificatePem(), second.GetECDsaPrivateKeyPem());
        Assert.Equal(first.Thumbprint, await PresentedAsync(server)); // looked for once a second, not with each handshake
        time.Advance(Pace);
        Assert.Equal(second.Thumbprint, await PresentedAsync(server));

        var third = authority.Server();
        foreach (var (certificate, key) in ((string, string)[])
            [
                ("", ""),
                ("no certificate", third.GetECDsaPrivateKeyPem()),
                (third.ExportCertificatePem(), "no key"),
                (third.ExportCertificatePem(), second.GetECDsaPrivateKeyPem()), // half of a swap
            ])
        {
            Mount(certificate, key);
            time.Advance(Pace);
            Assert.Equal(second.Thumbprint, await PresentedAsync(server));
        }

        Directory.Delete(Data);
        time.Advance(Pace);
        Assert.Equal(second.Thumbprint, await PresentedAsync(server));

        Mount(third.ExportCertificatePem(), third.GetECDsaPrivateKeyPem());
        time.Advance(Pace);
        Assert.Equal(third.Thumbprint, await PresentedAsync(server));
    }

    [Fact]
    public void A_start_without_a_certificate_fails_and_names_the_file()
    {
        var missing = Path.Combine(folder.Path, "tls.crt");
        Assert.Contains(missing, Assert.ThrowsAny<IOException>(() => new ServingCertificate(missing, missing, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)).Message);
    }

    public void Dispose() => folder.Dispose();

    private string Data => Path.Combine(folder.Path, "..data");

    // As the kubelet does: tls.crt -> ..data/tls.crt, ..data -> a folder per version.
    private void Mount(string certificate, string key)
    {
        var version = $"..version_{++mounts}";
        folder.Write($"{version}/tls.crt", certificate);
        folder.Write($"{version}/tls.key", key);
        if (Directory.Exists(Data)) Directory.Delete(Data);
        Directory.CreateSymbolicLink(Data, version);
        foreach (var name in (string[])["tls.crt", "tls.key"])
        {
            var link = Path.Combine(folder.Path, name);
            if (new FileInfo(link).LinkTarget is null) File.CreateSymbolicLink(link, $"..data/{name}");
        }
    }

    private static async Task<string> PresentedAsync(ExtenderServer server)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var presented = "";
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                presented = ((X509Certificate2)certificate!).Thumbprint;
                return true;
            },
        });
        return presented;
    }
}
