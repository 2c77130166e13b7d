using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Listening;

/// <summary>
/// The certificate that the TLS listener serves. Looked for anew when its files change, without a restart; while the files can't be
/// read the one read before goes on being served.
/// </summary>
internal sealed partial class ServingCertificate
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly string certificatePath;
    private readonly string keyPath;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private volatile SslStreamCertificateContext current;
    private (DateTime Certificate, DateTime Key) stamp;
    private long lookedAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="CryptographicException">They hold no certificate with its key.</exception>
    /// <exception cref="IOException">They can't be read.</exception>
    public ServingCertificate(string certificatePath, string keyPath, TimeProvider time, ILogger logger)
    {
        this.certificatePath = certificatePath;
        this.keyPath = keyPath;
        this.time = time;
        this.logger = logger;
        stamp = Stamp();
        current = Load();
        lookedAt = time.GetTimestamp();
    }

    /// <summary>The certificate to serve now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (time.GetElapsedTime(Volatile.Read(ref lookedAt)) >= Pace) Look();
            return current;
        }
    }

    private void Look()
    {
        lock (gate)
        {
            if (time.GetElapsedTime(lookedAt) < Pace) return;
            Volatile.Write(ref lookedAt, time.GetTimestamp());
            try
            {
                var now = Stamp();
                if (now == stamp) return;
                current = Load();
                stamp = now;
                Reloaded(certificatePath);
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                NotReloaded(certificatePath, failure.Message);
            }
        }
    }

    private SslStreamCertificateContext Load()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        var leaf = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        return SslStreamCertificateContext.Create(leaf, [.. chain.Skip(1)], offline: true);
    }

    // A mounted Secret is a link to a link: what counts is what stands at its end.
    private (DateTime Certificate, DateTime Key) Stamp() => (StampOf(certificatePath), StampOf(keyPath));

    private static DateTime StampOf(string path)
    {
        var file = new FileInfo(path);
        var target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        if (!target.Exists) throw new FileNotFoundException($"{path} does not exist", path);
        return target.LastWriteTimeUtc;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "serves the certificate that {Path} now holds")]
    private partial void Reloaded(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "goes on serving the certificate read before: {Path} can't be used: {Reason}")]
    private partial void NotReloaded(string path, string reason);
}
