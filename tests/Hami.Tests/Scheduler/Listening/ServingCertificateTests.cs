using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hami.Scheduler.Listening;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Scheduler.Listening;

/// <summary>TLS of the main listener: certificates reload without restart (design: trust).</summary>
public sealed partial class ServingCertificateTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly TestCertificates authority = new();
    private int generation;

    private string CertificatePath => Path.Combine(folder.Path, "tls.crt");

    private string KeyPath => Path.Combine(folder.Path, "tls.key");

    [Fact]
    public async Task The_certificate_and_its_chain_are_sent()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("root", rootKey).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(3));
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middle = Authority("middle", middleKey).Create(root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2), [1]).CopyWithPrivateKey(middleKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256).Create(middle, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [2]);
        MountTexts($"{leaf.ExportCertificatePem()}\n{middle.ExportCertificatePem()}\n", key.ExportPkcs8PrivateKeyPem());
        await using var server = await StartAsync();

        var (name, chain) = await HandshakeAsync(server);

        Assert.Equal("CN=leaf", name);
        Assert.Contains("CN=middle", chain);
    }

    [Fact]
    public async Task What_a_mounted_secret_changes_to_is_served_without_a_restart()
    {
        Mount("first");
        await using var server = await StartAsync();
        Assert.Equal("CN=first", (await HandshakeAsync(server)).Name);

        Mount("second");
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("CN=second", (await HandshakeAsync(server)).Name);
    }

    [Fact]
    public async Task Files_that_are_replaced_by_renaming_are_served_too()
    {
        Write(folder.Path, "first");
        await using var server = await StartAsync();
        var next = Directory.CreateDirectory(Path.Combine(folder.Path, "next")).FullName;
        Write(next, "second");
        File.Move(Path.Combine(next, "tls.key"), KeyPath, overwrite: true);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=first", (await HandshakeAsync(server)).Name); // a key that isn't the certificate's

        File.Move(Path.Combine(next, "tls.crt"), CertificatePath, overwrite: true);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=second", (await HandshakeAsync(server)).Name);
    }

    [Theory]
    [InlineData("no PEM", "no PEM")]
    [InlineData("", "")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData(null, null)]
    public async Task Files_that_can_t_be_used_leave_the_one_before_in_service(string? certificate, string? key)
    {
        Mount("first");
        await using var server = await StartAsync();
        MountTexts(certificate, key);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=first", (await HandshakeAsync(server)).Name);

        Mount("second");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=second", (await HandshakeAsync(server)).Name);
    }

    [Fact]
    public void At_the_start_files_that_can_t_be_used_are_an_error()
    {
        Assert.ThrowsAny<IOException>(() => new ServingCertificate(CertificatePath, KeyPath, time, NullLogger.Instance));
        MountTexts("no PEM", "no PEM");
        Assert.ThrowsAny<Exception>(() => new ServingCertificate(CertificatePath, KeyPath, time, NullLogger.Instance));
    }

    public void Dispose() => folder.Dispose();

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to);

    private static async Task<(string Name, string[] Chain)> HandshakeAsync(ExtenderServer server)
    {
        string[] chain = [];
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, VerificationFlags = X509VerificationFlags.AllFlags },
            RemoteCertificateValidationCallback = (_, _, sent, _) =>
            {
                chain = [.. sent!.ChainPolicy.ExtraStore.Select(certificate => certificate.Subject)];
                return true;
            },
        });
        return (tls.RemoteCertificate!.Subject, chain);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request;
    }

    private Task<ExtenderServer> StartAsync()
    {
        var router = new Router();
        router.Add(ListenerKind.Main, HttpMethods.Get, "/healthz", ReadinessEndpoints.LiveAsync);
        return ExtenderServer.StartAsync(router, ExtenderServer.Options with { CertificateFile = CertificatePath, KeyFile = KeyPath }, time);
    }

    /// <summary>As the kubelet does with a Secret: a new folder, and one link that is swapped to it.</summary>
    private void Mount(string name)
    {
        using var made = authority.Server(name);
        MountTexts(made.ExportCertificatePem() + "\n" + authority.AuthorityPem, made.GetECDsaPrivateKeyPem());
    }

    private void MountTexts(string? certificate, string? key)
    {
        var fresh = $"..{++generation}";
        Directory.CreateDirectory(Path.Combine(folder.Path, fresh));
        if (certificate is not null) File.WriteAllText(Path.Combine(folder.Path, fresh, "tls.crt"), certificate);
        if (key is not null) File.WriteAllText(Path.Combine(folder.Path, fresh, "tls.key"), key);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "..data_tmp"), fresh);
        Assert.Equal(0, Rename(Path.Combine(folder.Path, "..data_tmp"), Path.Combine(folder.Path, "..data")));
        if (File.Exists(CertificatePath) || new FileInfo(CertificatePath).LinkTarget is not null) return;
        File.CreateSymbolicLink(CertificatePath, "..data/tls.crt");
        File.CreateSymbolicLink(KeyPath, "..data/tls.key");
    }

    private void Write(string into, string name)
    {
        using var made = authority.Server(name);
        File.WriteAllText(Path.Combine(into, "tls.crt"), made.ExportCertificatePem() + "\n" + authority.AuthorityPem);
        File.WriteAllText(Path.Combine(into, "tls.key"), made.GetECDsaPrivateKeyPem());
    }
}
