using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsHub.Gateway.Tls;
using OpsHub.Testing.Time;

namespace OpsHub.Gateway.Tests.Hosting;

/// <summary>Phones trust the authority by hand, so it stays while the certificates under it come and go.</summary>
public sealed class CertificateRenewalTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("opshub-renewal-").FullName;
    private readonly ManualTime _time = new(s_start);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Current_ThirtyDaysBeforeItExpires_IsMadeAnewUnderTheSameAuthority()
    {
        var certificates = Certificates();
        var (first, authority) = (certificates.Current, certificates.AuthorityPem);
        _time.Advance(first.NotAfter.ToUniversalTime() - s_start.UtcDateTime - TimeSpan.FromDays(31));
        Assert.Equal(first.Thumbprint, certificates.Current.Thumbprint);

        _time.Advance(TimeSpan.FromDays(2));

        var second = certificates.Current;
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.True(second.NotAfter > first.NotAfter.AddDays(300));
        Assert.Equal(authority, certificates.AuthorityPem);
        Assert.Equal(second.Thumbprint, Certificates().Current.Thumbprint);
    }

    [Fact]
    public void Current_AfterTenRestartsOverNineYears_IsAlwaysGood_AndTheAuthorityTheSame()
    {
        var authority = Certificates().AuthorityPem;
        for (var year = 0; year < 9; year++)
        {
            _time.Advance(TimeSpan.FromDays(365));
            var certificates = Certificates();
            Assert.Equal(authority, certificates.AuthorityPem);
            Assert.InRange(_time.GetUtcNow().UtcDateTime, certificates.Current.NotBefore.ToUniversalTime(), certificates.Current.NotAfter.ToUniversalTime().AddDays(-30));
        }
    }

    [Fact]
    public void Current_WithAnotherName_IsMadeAnewUnderTheSameAuthority()
    {
        var before = Certificates();
        var after = Certificates("hub.port.ee");
        Assert.False(before.Current.MatchesHostname("hub.port.ee"));
        Assert.True(after.Current.MatchesHostname("hub.port.ee"));
        Assert.Equal(before.AuthorityPem, after.AuthorityPem);
    }

    [Fact]
    public void Current_WithADamagedLeaf_IsMadeAnewUnderTheSameAuthority()
    {
        var authority = Certificates().AuthorityPem;
        File.WriteAllText(Path.Combine(_folder, "server.pem"), "-----BEGIN CERT");
        var again = Certificates();
        Assert.True(again.Current.HasPrivateKey);
        Assert.Equal(authority, again.AuthorityPem);
    }

    [Fact]
    public void Current_WithALongName_StillFitsASubject()
    {
        var name = new string('a', 60) + ".port.ee";
        Assert.True(Certificates(name).Current.MatchesHostname(name));
    }

    private ServerCertificates Certificates(params string[] names) =>
        new(Options.Create(new TlsOptions { Directory = _folder, Names = names }), _time, NullLogger<ServerCertificates>.Instance);
}
