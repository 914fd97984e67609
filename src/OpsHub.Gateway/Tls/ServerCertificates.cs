using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpsHub.Gateway.Tls;

/// <summary>
/// The certificate of the HTTPS door: the configured one, or one signed by the installation's own authority. Both are
/// kept in files that only the server's user can read; the leaf is made anew before it expires and when the machine has
/// a new name or address.
/// </summary>
public sealed partial class ServerCertificates(IOptions<TlsOptions> options, TimeProvider time, ILogger<ServerCertificates> log)
{
    private const string AuthorityFile = "authority.pem";
    private const string LeafFile = "server.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan s_renewBefore = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private X509Certificate2? _current;
    private X509Certificate2? _authority;
    private DateTimeOffset _lookedAt;

    /// <summary>The certificate to present now.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                if (_current is not null && now - _lookedAt < s_lookAgain)
                    return _current;
                _lookedAt = now;
                return _current = options.Value.CertificatePath is { } path ? Configured(path) : Own(now);
            }
        }
    }

    /// <summary>The authority's certificate for phones to trust, PEM; null with a configured certificate.</summary>
    public string? AuthorityPem
    {
        get
        {
            _ = Current;
            lock (_lock)
                return _authority?.ExportCertificatePem();
        }
    }

    /// <summary>SHA-256 of the authority, to compare on the phone; null with a configured certificate.</summary>
    public string? AuthorityFingerprint
    {
        get
        {
            _ = Current;
            lock (_lock)
                return _authority is null ? null : string.Join(':', _authority.GetCertHash(HashAlgorithmName.SHA256).Select(b => b.ToString("X2", null)));
        }
    }

    private X509Certificate2 Configured(string path)
    {
        try
        {
            var password = options.Value.KeyPassword;
            if (!path.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".crt", StringComparison.OrdinalIgnoreCase))
                return X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return password is null
                ? X509Certificate2.CreateFromPemFile(path, options.Value.KeyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password, options.Value.KeyPath);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Tls:CertificatePath '{path}' cannot be used: {e.Message}", e);
        }
    }

    private X509Certificate2 Own(DateTimeOffset now)
    {
        var directory = options.Value.Directory;
        Directory.CreateDirectory(directory);
        var authorityPath = Path.Combine(directory, AuthorityFile);
        var leafPath = Path.Combine(directory, LeafFile);
        var authority = Read(authorityPath);
        if (authority is null || now > authority.NotAfter - s_renewBefore)
        {
            authority = CertificateAuthority.CreateAuthority(Environment.MachineName, now);
            Write(authorityPath, authority);
            File.Delete(leafPath);
        }

        _authority = authority;
        var names = MachineNames();
        var leaf = Read(leafPath);
        if (leaf is not null && now < leaf.NotAfter - s_renewBefore && !names.Except(CertificateAuthority.NamesOf(leaf), StringComparer.OrdinalIgnoreCase).Any())
            return leaf;
        leaf = CertificateAuthority.CreateLeaf(authority, names, now);
        Write(leafPath, leaf);
        Made(log, string.Join(", ", names), leaf.NotAfter);
        return leaf;
    }

    /// <summary>What this machine may be called: its name, its addresses, and what is configured.</summary>
    private List<string> MachineNames()
    {
        var machine = Environment.MachineName.ToLowerInvariant();
        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork || (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv6LinkLocal))
            .Select(address => address.ToString());
        return
        [
            .. options.Value.Names.Append(machine).Append(machine + ".local").Append("localhost")
                .Concat(addresses).Append(IPAddress.Loopback.ToString()).Append(IPAddress.IPv6Loopback.ToString())
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static X509Certificate2? Read(string path)
    {
        try
        {
            return File.Exists(path) ? X509Certificate2.CreateFromPemFile(path, path) : null;
        }
        catch (CryptographicException)
        {
            // Half written or damaged: made anew.
            return null;
        }
    }

    /// <summary>Certificate and key in one file, created unreadable for others before anything is in it.</summary>
    private static void Write(string path, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var temporary = path + ".new";
        File.Delete(temporary);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(temporary, create))
        {
            writer.WriteLine(certificate.ExportCertificatePem());
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        }

        File.Move(temporary, path, overwrite: true);
    }

    [LoggerMessage(LogLevel.Information, "Made a certificate for {Names}, valid until {Until}")]
    private static partial void Made(ILogger log, string names, DateTime until);
}
