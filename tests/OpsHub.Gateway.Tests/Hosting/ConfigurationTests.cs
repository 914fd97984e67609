using Microsoft.Extensions.Options;
using OpsHub.Silo.Hosting;

namespace OpsHub.Gateway.Tests.Hosting;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Gateway:SessionHours=99", "Gateway:SessionHours", "OPSHUB__GATEWAY__SESSIONHOURS")]
    [InlineData("Live:TickMs=1", "Live:TickMs", "OPSHUB__LIVE__TICKMS")]
    [InlineData("Doors:Http:Address=everywhere", "Doors:Http:Address", "everywhere")]
    [InlineData("Ingest:Nmea:AllowedSources:0=ten-net", "Ingest:Nmea:AllowedSources", "ten-net")]
    public async Task Start_WithASettingOutOfRange_NamesTheKey(string setting, string key, string detail)
    {
        var folder = Directory.CreateTempSubdirectory("opshub-configuration-");
        try
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
            {
                await using var app = OpsHubHost.Create(new HostArguments(
                    [setting, "Doors:Http:Port=0", "Doors:Https:Port=0", "Doors:OsmAnd:Port=0", "Ingest:Nmea:UdpPort=0", "Ingest:Nmea:TcpPort=0"],
                    DataDirectory: folder.FullName, LoopbackOnly: true));
                await app.StartAsync();
            });
            Assert.Contains(key, error.Message, StringComparison.Ordinal);
            Assert.Contains(detail, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("no value")]
    [InlineData("=5")]
    public void Create_WithSomethingThatIsNoSetting_SaysHowOneLooks(string text)
    {
        var error = Assert.Throws<SettingException>(() => OpsHubHost.Create(new HostArguments([text])));
        Assert.Contains("Key:Name=value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithASettingGivenTwiceDifferently_SaysBoth()
    {
        var error = Assert.Throws<SettingException>(() => OpsHubHost.Create(new HostArguments(["Doors:Http:Port=8081", "--doors:http:port=8082"])));
        Assert.Equal("doors:http:port is given twice, as '8081' and as '8082'. Give it once.", error.Message);
    }

    [Fact]
    public void Create_WithAnUnknownStorage_NamesTheKey()
    {
        var error = Assert.Throws<SettingException>(() => OpsHubHost.Create(new HostArguments(["Storage:Kind=paper"])));
        Assert.Contains("Storage:Kind", error.Message, StringComparison.Ordinal);
    }
}
