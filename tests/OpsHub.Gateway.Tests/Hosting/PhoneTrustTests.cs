using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OpsHub.Gateway.Tests.Hosting;

/// <summary>
/// What a phone checks before it calls the origin secure, with nothing but the authority it downloaded: the strictest of
/// Apple's (support articles 103769 and 103214), Android's and the CA/Browser Forum's rules for server certificates.
/// </summary>
[Collection(SharedHub.Name)]
public sealed class PhoneTrustTests(HubHost hub)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static TheoryData<string> Names() => [.. MachineNames()];

    /// <summary>As the server calls itself: how a phone on the port's network may address it.</summary>
    private static IEnumerable<string> MachineNames() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Where(unicast => !unicast.Address.IsIPv6LinkLocal)
        .Select(unicast => unicast.Address.ToString())
        .Concat(["localhost", "127.0.0.1", "::1", Environment.MachineName.ToLowerInvariant()]);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Handshake_UnderAnyOfItsNames_IsTrustedByTheDownloadedAuthority(string name)
    {
        using var authority = await AuthorityAsync();
        using var leaf = await PresentedAsync(name, authority);
        Assert.True(leaf.MatchesHostname(name, allowWildcards: false, allowCommonName: false), $"{name} is no alternative name.");
    }

    [Fact]
    public async Task Handshake_UnderAnotherName_IsNotTrusted()
    {
        using var authority = await AuthorityAsync();
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(() => PresentedAsync("other.port.ee", authority));
    }

    [Fact]
    public async Task Chain_WithOnlyTheAuthority_IsWhole()
    {
        using var authority = await AuthorityAsync();
        using var leaf = await PresentedAsync("localhost", authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        Assert.True(chain.Build(leaf), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.Equal([leaf.Thumbprint, authority.Thumbprint], chain.ChainElements.Select(element => element.Certificate.Thumbprint));
    }

    [Fact]
    public async Task Leaf_IsAsPhonesDemand()
    {
        using var authority = await AuthorityAsync();
        using var leaf = await PresentedAsync("localhost", authority);
        Assert.True(leaf.NotAfter - leaf.NotBefore < TimeSpan.FromDays(398), $"It lives {leaf.NotAfter - leaf.NotBefore}.");
        Assert.True(leaf.NotBefore < DateTime.Now.AddHours(-23), "A phone whose clock is behind must not refuse it.");
        Assert.Equal([ServerAuthentication], leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(usage => usage.Value));
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.NotEmpty(leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
        Assert.Equal(
            authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray(),
            leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray());
        AssertSound(leaf);
    }

    [Fact]
    public async Task Authority_IsOneAndSignsNothingButLeaves()
    {
        using var authority = await AuthorityAsync();
        var constraints = authority.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(constraints is { CertificateAuthority: true, Critical: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        var usage = authority.Extensions.OfType<X509KeyUsageExtension>().Single();
        Assert.True(usage.Critical && usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign));
        Assert.True(authority.NotAfter > DateTime.Now.AddYears(9), "Phones are told to trust it by hand: not every year.");
        Assert.False(authority.HasPrivateKey);
        AssertSound(authority);
    }

    [OpenSslFact]
    public async Task OpenSsl_InItsStrictMode_Agrees()
    {
        using var authority = await AuthorityAsync();
        using var leaf = await PresentedAsync("localhost", authority);
        var folder = Directory.CreateTempSubdirectory("opshub-trust-").FullName;
        try
        {
            var (ca, server) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "server.pem"));
            await File.WriteAllTextAsync(ca, authority.ExportCertificatePem());
            await File.WriteAllTextAsync(server, leaf.ExportCertificatePem());
            foreach (var name in MachineNames().Append("other.port.ee"))
            {
                var by = System.Net.IPAddress.TryParse(name, out _) ? "-verify_ip" : "-verify_hostname";
                var said = await OpenSslFactAttribute.RunAsync(
                    "verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-auth_level", "2", "-no-CApath", "-no-CAstore", "-CAfile", ca, by, name, server);
                Assert.True(said.EndsWith(": OK", StringComparison.Ordinal) == (name != "other.port.ee"), $"{name}: {said}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>SHA-2, a key of at least P-256, and a serial number that is positive and at most 20 bytes (RFC 5280, 4.1.2.2).</summary>
    private static void AssertSound(X509Certificate2 certificate)
    {
        Assert.Equal("1.2.840.10045.4.3.2", certificate.SignatureAlgorithm.Value);
        using var key = certificate.GetECDsaPublicKey();
        Assert.True(key!.KeySize >= 256);
        Assert.InRange(certificate.SerialNumberBytes.Length, 8, 20);
        Assert.True(certificate.SerialNumberBytes.Span[0] < 0x80);
    }

    private async Task<X509Certificate2> AuthorityAsync()
    {
        using var plain = hub.Anonymous();
        return X509Certificate2.CreateFromPem(await plain.GetStringAsync(new Uri("/ca.crt", UriKind.Relative)));
    }

    /// <summary>What the server presents to a client that calls it by that name and trusts that authority only.</summary>
    private async Task<X509Certificate2> PresentedAsync(string name, X509Certificate2 authority)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(hub.SecureAddress.Host, hub.SecureAddress.Port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }
}

/// <summary>Skips where there is no openssl to ask.</summary>
public sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute()
    {
        try
        {
            _ = RunAsync("version").GetAwaiter().GetResult();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = "There is no openssl on this machine.";
        }
    }

    /// <summary>Its last line, of either stream.</summary>
    internal static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (await error + await output).Trim().Split('\n')[^1].Trim();
    }
}
