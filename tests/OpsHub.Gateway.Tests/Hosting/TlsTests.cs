using System.Security.Cryptography.X509Certificates;
using OpsHub.Gateway.Tls;

namespace OpsHub.Gateway.Tests.Hosting;

[Collection(SharedHub.Name)]
public sealed class TlsTests(HubHost hub)
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Https_WithTheDownloadedAuthority_IsTrusted()
    {
        using var plain = hub.Anonymous();
        using var authority = X509Certificate2.CreateFromPem(await plain.GetStringAsync(new Uri("/ca.crt", UriKind.Relative)));
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        using var secure = new HttpClient(handler) { BaseAddress = hub.SecureAddress };
        Assert.Contains("healthy", await secure.GetStringAsync(new Uri("/healthz", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_WithoutTheAuthority_IsNotTrusted()
    {
        using var secure = new HttpClient { BaseAddress = hub.SecureAddress };
        await Assert.ThrowsAsync<HttpRequestException>(() => secure.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
    }

    [Fact]
    public async Task TrustSteps_NameTheFingerprint()
    {
        using var plain = hub.Anonymous();
        using var authority = X509Certificate2.CreateFromPem(await plain.GetStringAsync(new Uri("/ca.crt", UriKind.Relative)));
        var fingerprint = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(authority.RawData));
        var steps = (await plain.GetStringAsync(new Uri("/ca.txt", UriKind.Relative))).Replace(":", "", StringComparison.Ordinal);
        Assert.Contains(fingerprint, steps, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_AreReadableByTheOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
            return;
        var files = Directory.GetFiles(Path.Combine(hub.DataDirectory, "tls"));
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Leaf_IsForItsNames_AndNoAuthorityItself()
    {
        using var authority = CertificateAuthority.CreateAuthority("hub", s_now);
        using var leaf = CertificateAuthority.CreateLeaf(authority, ["hub.port.ee", "10.1.2.3"], s_now);
        Assert.Equal(["hub.port.ee", "10.1.2.3"], CertificateAuthority.NamesOf(leaf));
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.InRange(leaf.NotAfter.ToUniversalTime(), s_now.UtcDateTime.AddDays(390), s_now.UtcDateTime.AddDays(397));
        Assert.True(leaf.MatchesHostname("hub.port.ee"));
        Assert.False(leaf.MatchesHostname("other.port.ee"));
    }
}
