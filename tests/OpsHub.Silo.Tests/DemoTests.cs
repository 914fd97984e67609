using System.Diagnostics;
using System.Text.Json.Nodes;
using OpsHub.Silo.Demo;
using OpsHub.Silo.Hosting;

namespace OpsHub.Silo.Tests;

public sealed class DemoTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Declarations_SameSeed_SameDay()
    {
        string Day(int seed)
        {
            var waves = new DeclarationWaves(new DemoOptions(seed));
            return string.Concat(Enumerable.Range(0, 200).Select(_ => waves.Next("A1", Now).ToJsonString()));
        }

        Assert.Equal(Day(7), Day(7));
        Assert.NotEqual(Day(7), Day(8));
    }

    [Fact]
    public void Declarations_MostAreRight_AFewAreSpoiled()
    {
        var waves = new DeclarationWaves(new DemoOptions());
        var all = Enumerable.Range(0, 3_000).Select(_ => waves.Next("A1", Now)).ToArray();
        var spoiled = all.Count(d => (double)d["netMassKilograms"]! < 0 || (string)d["countryOfOrigin"]! == "XX1" || (string)d["containers"]![0]! == "MSCU1234560");
        Assert.InRange(spoiled, 10, 70);
        Assert.Equal(all.Length, all.Select(d => (string)d["declarationId"]!).Distinct().Count());
    }

    [Fact]
    public async Task Demo_WithAPasswordNobodyMayHave_SaysSoAndStartsNothing()
    {
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(OpsHubHost).Assembly.Location, "demo", "--data", data]) { RedirectStandardError = true };
        start.Environment["OPSHUB_DEMO_PASSWORD"] = "short";
        using var demo = Process.Start(start)!;

        var said = await demo.StandardError.ReadToEndAsync();
        await demo.WaitForExitAsync();

        Assert.Equal(2, demo.ExitCode);
        Assert.Contains("OPSHUB_DEMO_PASSWORD has 5 characters; 8 to 256 are needed", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Theory]
    [InlineData("MWCU605978", "MWCU6059784")]
    [InlineData("CSQU305438", "CSQU3054383")]
    [InlineData("CBHU320273", "CBHU3202732")]
    public void Container_GetsItsCheckDigit(string ten, string whole) => Assert.Equal(whole, DeclarationWaves.Container(ten));

    [Fact]
    public void Route_EndsAndMiddle()
    {
        var route = new Route((59.0, 24.0), (59.1, 24.0), (59.1, 24.2));
        Assert.Equal(new Place(59.0, 24.0), route.At(-5).Place);
        var (place, course) = route.At(0.05 * 111_320);
        Assert.Equal(59.05, place.LatitudeDegrees, 6);
        Assert.Equal(0, course, 6);
        Assert.Equal(24.2, route.At(1e9).Place.LongitudeDegrees, 3);
        Assert.InRange(route.At(route.LengthMetres - 1).CourseDegrees, 89, 91);
    }

    [Fact]
    public void PortPlan_IsGeoJsonWithTheFourZones()
    {
        var plan = JsonNode.Parse(DemoPort.Configuration.PlanGeoJson)!;
        var zones = plan["features"]!.AsArray().Where(f => (string)f!["properties"]!["kind"]! == "zone").Select(f => (int)f!["properties"]!["key"]!);
        Assert.Equal([1, 2, 3, 4], zones);
    }
}
