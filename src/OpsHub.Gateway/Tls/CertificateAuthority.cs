using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OpsHub.Gateway.Tls;

/// <summary>
/// A certificate authority of this installation, so that phones on a closed network get a secure origin. It signs one
/// thing: the server certificate for the machine's names. ECDSA P-256, because phones verify it fastest.
/// </summary>
internal static class CertificateAuthority
{
    /// <summary>Trusting it by hand is work on every phone: as long as a phone lives.</summary>
    private static readonly TimeSpan s_authorityLife = TimeSpan.FromDays(10 * 365);

    /// <summary>
    /// 397 days with the day it is backdated: Apple's systems refuse server certificates that live longer than 398 days
    /// (825 under an authority that the user installed), and count a begun second as a day.
    /// </summary>
    private static readonly TimeSpan s_leafLife = TimeSpan.FromDays(396);

    /// <summary>Clocks of phones may be behind.</summary>
    private static readonly TimeSpan s_backdate = TimeSpan.FromDays(1);

    private const int MaxCommonName = 64;
    private const string CommonNamePrefix = "OpsHub ";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static X509Certificate2 CreateAuthority(string machine, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={CommonNamePrefix}{Plain(machine)}, O=OpsHub private authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - s_backdate, now + s_authorityLife);
    }

    /// <param name="names">DNS names and IP addresses; the first is also the subject.</param>
    public static X509Certificate2 CreateLeaf(X509Certificate2 authority, IReadOnlyCollection<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={Plain(names.First())}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(AlternativeNames(names));
        var until = now + s_leafLife;
        var authorityEnds = new DateTimeOffset(authority.NotAfter);
        using var signed = request.Create(authority, now - s_backdate, until < authorityEnds ? until : authorityEnds, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>The names and addresses a certificate was made for.</summary>
    public static IEnumerable<string> NamesOf(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));

    private static X509Extension AlternativeNames(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }

        return builder.Build();
    }

    /// <summary>A machine name as it may stand in a distinguished name, where a common name has at most 64 characters (X.520).</summary>
    private static string Plain(string name) =>
        string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':').Take(MaxCommonName - CommonNamePrefix.Length));
}
