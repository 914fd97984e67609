using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Tracking;
using OpsHub.Wire.Phones;

namespace OpsHub.Wire.Tests.Phones;

public sealed class PhoneTests
{
    [Fact]
    public void OsmAnd_AllFields_AreTaken()
    {
        var fix = Taken(OsmAndQuery.Parse("?id=truck%2D7&lat=59.44&lon=24.75&timestamp=1700000000&speed=10&bearing=270.5&altitude=12.5&accuracy=4&batt=87.5"));
        Assert.Equal(
            new PhoneFix
            {
                DeviceId = "truck-7",
                UnixMs = 1_700_000_000_000,
                LatitudeDegrees = 59.44,
                LongitudeDegrees = 24.75,
                SpeedKnots = 10,
                CourseDegrees = 270.5,
                AltitudeMetres = 12.5,
                AccuracyMetres = 4,
                BatteryPercent = 87.5,
            },
            fix);
    }

    [Fact]
    public void OsmAnd_OtherNames_AreTakenToo()
    {
        var fix = Taken(OsmAndQuery.Parse("deviceid=123456&location=59.44%2C24.75&heading=360&event=motion"));
        Assert.Equal(("123456", 59.44, 24.75, 0.0), (fix.DeviceId, fix.LatitudeDegrees, fix.LongitudeDegrees, fix.CourseDegrees!.Value));
        Assert.Null(fix.UnixMs);
        Assert.Null(fix.SpeedKnots);
    }

    [Theory]
    [InlineData("1700000000", 1_700_000_000_000)]
    [InlineData("1700000000.25", 1_700_000_000_250)]
    [InlineData("1700000000123", 1_700_000_000_123)]
    [InlineData("2023-11-14T22:13:20Z", 1_700_000_000_000)]
    [InlineData("2023-11-14T22:13:20.5Z", 1_700_000_000_500)]
    [InlineData("2023-11-15T00:13:20%2B02:00", 1_700_000_000_000)]
    [InlineData("2023-11-14%2022:13:20", 1_700_000_000_000)]
    [InlineData("2023-11-14+22:13:20", 1_700_000_000_000)]
    public void OsmAnd_Timestamp_IsReadInEveryForm(string timestamp, long unixMs) =>
        Assert.Equal(unixMs, Taken(OsmAndQuery.Parse($"id=a&lat=1&lon=2&timestamp={timestamp}")).UnixMs);

    [Fact]
    public void OsmAnd_SpeedInMetresPerSecond_IsConverted()
    {
        Assert.Equal(19.438, Taken(OsmAndQuery.Parse("id=a&lat=1&lon=2&speed=10", SpeedUnit.MetresPerSecond)).SpeedKnots!.Value, 3);
        Assert.Null(Taken(OsmAndQuery.Parse("id=a&lat=1&lon=2&speed=-1", SpeedUnit.MetresPerSecond)).SpeedKnots);
    }

    [Fact]
    public void OsmAnd_EverythingWrong_IsToldAtOnce()
    {
        var reading = OsmAndQuery.Parse($"lat=95&lon={new string('x', 100)}&timestamp=yesterday&speed=fast&bearing=400&batt=200");
        Assert.Null(reading.Fix);
        Assert.False(reading.IsIgnored);
        Assert.Equal(["lat", "lon", "timestamp", "speed", "bearing", "batt", "id"], reading.Findings.Select(f => f.Field));
        Assert.All(reading.Findings, f => Assert.InRange(f.Value.Length, 0, 40));
        Assert.All(reading.Findings, f => Assert.NotEmpty(f.Expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("&&&=&")]
    [InlineData("id=a&lat=nan&lon=infinity")]
    [InlineData("id=&lat=1&lon=2")]
    [InlineData("id=a%00b&lat=1&lon=2")]
    [InlineData("id=a&location=1")]
    public void OsmAnd_Unusable_IsRefused(string query) => Assert.NotEmpty(OsmAndQuery.Parse(query).Findings);

    [Fact]
    public void OsmAnd_TooManyFields_IsRefused() =>
        Assert.Contains(OsmAndQuery.Parse(string.Join('&', Enumerable.Range(0, 1_000).Select(i => $"x{i}=1"))).Findings, f => f.Field == "query");

    [Fact]
    public void OsmAnd_AnyFix_IsReadBackTheSame() =>
        Prop.ForAll(Fixes().ToArbitrary(), fix => Assert.Equal(fix, Taken(OsmAndQuery.Parse(OsmAndQuery.Write(fix))))).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void TraccarJson_AllFields_AreTaken()
    {
        var fix = Taken(TraccarJson.Parse("""
            {"location":{"timestamp":"2023-11-14T22:13:20.000Z","coords":{"latitude":59.44,"longitude":24.75,"accuracy":5.0,"speed":10,"heading":90,"altitude":3},
             "is_moving":true,"battery":{"level":0.5,"is_charging":false}},"device_id":"officer-1"}
            """u8));
        Assert.Equal(("officer-1", 1_700_000_000_000, 59.44, 24.75), (fix.DeviceId, fix.UnixMs!.Value, fix.LatitudeDegrees, fix.LongitudeDegrees));
        Assert.Equal(19.438, fix.SpeedKnots!.Value, 3);
        Assert.Equal((90, 5, 3, 50), (fix.CourseDegrees!.Value, fix.AccuracyMetres!.Value, fix.AltitudeMetres!.Value, fix.BatteryPercent!.Value));
    }

    [Fact]
    public void TraccarJson_MinusOne_IsUnknown()
    {
        var fix = Taken(TraccarJson.Parse("""{"location":{"timestamp":1700000000000,"coords":{"latitude":1,"longitude":2,"speed":-1,"heading":-1,"accuracy":-1}},"device_id":7}"""u8));
        Assert.Equal("7", fix.DeviceId);
        Assert.Equal(1_700_000_000_000, fix.UnixMs);
        Assert.Null(fix.SpeedKnots);
        Assert.Null(fix.CourseDegrees);
        Assert.Null(fix.AccuracyMetres);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("{} {}", "body")]
    [InlineData("{\"a\":\"\\ud800\"", "body")]
    [InlineData("{\"device_id\":\"a\"}", "location.coords.latitude")]
    [InlineData("{\"device_id\":\"a\",\"location\":7}", "location.coords.latitude")]
    [InlineData("{\"device_id\":\"a\",\"location\":{\"coords\":[]}}", "location.coords.latitude")]
    [InlineData("{\"device_id\":\"a\",\"location\":{\"coords\":{\"latitude\":true,\"longitude\":{}}}}", "location.coords.latitude")]
    [InlineData("{\"device_id\":\"\\ud800\",\"location\":{\"coords\":{\"latitude\":100,\"longitude\":1}}}", "location.coords.latitude")]
    public void TraccarJson_Unusable_IsRefusedByName(string body, string field) =>
        Assert.Equal(field, TraccarJson.Parse(Encoding.UTF8.GetBytes(body)).Findings[0].Field);

    [Fact]
    public void OwnTracks_Location_IsTakenWithUserAndDevice()
    {
        var body = """{"_type":"location","tid":"AB","lat":59.44,"lon":24.75,"tst":1700000000,"acc":7,"vel":36,"cog":180,"batt":66,"alt":20}"""u8;
        var fix = Taken(OwnTracksJson.Parse(body, "jane", "phone"));
        Assert.Equal(("phone", "jane", 1_700_000_000_000), (fix.DeviceId, fix.UserId, fix.UnixMs!.Value));
        Assert.Equal(19.438, fix.SpeedKnots!.Value, 3);
        Assert.Equal((180, 7, 66, 20), (fix.CourseDegrees!.Value, fix.AccuracyMetres!.Value, fix.BatteryPercent!.Value, fix.AltitudeMetres!.Value));
        Assert.Equal("AB", Taken(OwnTracksJson.Parse(body)).DeviceId);
    }

    [Fact]
    public void OwnTracks_Topic_NamesUserAndDevice()
    {
        var fix = Taken(OwnTracksJson.Parse("""{"_type":"location","topic":"owntracks/jane/phone","tid":"AB","lat":1,"lon":2,"tst":1700000000}"""u8));
        Assert.Equal(("phone", "jane"), (fix.DeviceId, fix.UserId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("{\"_type\":\"status\"}")]
    [InlineData("{\"_type\":\"transition\",\"lat\":1}")]
    public void OwnTracks_OtherMessages_AreIgnored(string body) => Assert.True(OwnTracksJson.Parse(Encoding.UTF8.GetBytes(body)).IsIgnored);

    [Theory]
    [InlineData("{}", "_type")]
    [InlineData("{\"_type\":\"location\"}", "tid")]
    [InlineData("nonsense", "body")]
    public void OwnTracks_Unusable_IsRefusedByName(string body, string field) =>
        Assert.Equal(field, OwnTracksJson.Parse(Encoding.UTF8.GetBytes(body)).Findings[0].Field);

    [Theory]
    [InlineData("open", SealState.Open)]
    [InlineData("Closed", SealState.Closed)]
    [InlineData("TAMPERED", SealState.Tampered)]
    public void Seal_InTheQueryOrTheJson_IsTaken(string text, SealState state)
    {
        Assert.Equal(state, Taken(OsmAndQuery.Parse($"id=a&lat=59&lon=24&seal={text}")).Seal);
        foreach (var where in (string[])[$$$"""{"coords":{"latitude":59,"longitude":24},"extras":{"seal":"{{{text}}}"}}""", """{"coords":{"latitude":59,"longitude":24}}"""])
        {
            var attributes = where.Contains("extras", StringComparison.Ordinal) ? "" : $$$""","attributes":{"seal":"{{{text}}}"}""";
            Assert.Equal(state, Taken(TraccarJson.Parse(Encoding.UTF8.GetBytes($$$"""{"location":{{{where}}},"device_id":"a"{{{attributes}}}}"""))).Seal);
        }
    }

    [Theory]
    [InlineData("ajar")]
    [InlineData("")]
    [InlineData("1")]
    public void Seal_ThatIsNone_IsLeftOutAndSaid_AndTheFixIsTaken(string text)
    {
        var query = OsmAndQuery.Parse($"id=a&lat=59&lon=24&seal={text}");
        var json = TraccarJson.Parse(Encoding.UTF8.GetBytes($$$"""{"location":{"coords":{"latitude":59,"longitude":24},"extras":{"seal":"{{{text}}}"}},"device_id":"a"}"""));

        Assert.Equal(("seal", "open, closed or tampered"), (query.Findings.Single().Field, query.Findings.Single().Expected));
        Assert.Equal("location.extras.seal", json.Findings.Single().Field);
        Assert.Equal((59, null), (query.Fix!.Value.LatitudeDegrees, query.Fix.Value.Seal));
        Assert.Equal(59, json.Fix!.Value.LatitudeDegrees);
        Assert.Null(OsmAndQuery.Parse($"id=a&lat=95&lon=24&seal={text}").Fix);
    }

    private static Gen<PhoneFix> Fixes() =>
        from id in Gen.Choose('!', '\u04FF').ArrayOf(8)
        from n in Gen.Choose(0, int.MaxValue).ArrayOf(8)
        select new PhoneFix
        {
            DeviceId = new string([.. id.Select(c => (char)c).Where(c => !char.IsControl(c) && !char.IsWhiteSpace(c)).Append('x')]),
            LatitudeDegrees = n[0] / (double)int.MaxValue * 180 - 90,
            LongitudeDegrees = n[1] / (double)int.MaxValue * 360 - 180,
            UnixMs = n[2] % 3 == 0 ? null : 1_000_000_000_000 + n[2],
            SpeedKnots = n[3] % 3 == 0 ? null : n[3] / (double)int.MaxValue * 100,
            CourseDegrees = n[4] % 3 == 0 ? null : n[4] / (double)int.MaxValue * 359.9,
            AltitudeMetres = n[5] % 3 == 0 ? null : n[5] / (double)int.MaxValue * 1_000 - 100,
            AccuracyMetres = n[6] % 3 == 0 ? null : n[6] / (double)int.MaxValue * 1e-5,
            BatteryPercent = n[7] % 3 == 0 ? null : n[7] % 101,
            Seal = n[7] % 4 == 0 ? null : (SealState)(n[7] % 3),
        };

    private static PhoneFix Taken(PhoneReading reading)
    {
        Assert.Empty(reading.Findings);
        return reading.Fix!.Value;
    }
}
