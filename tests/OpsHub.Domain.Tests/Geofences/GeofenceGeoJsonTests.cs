using System.Text.Json.Nodes;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tests.Geofences;

public sealed class GeofenceGeoJsonTests
{
    private const string Square = "[[[24,59],[24.1,59],[24.1,59.1],[24,59.1],[24,59]]]";

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "not closed", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59],[24.1,59.1],[24,59.1]]]}""", "features[0].geometry.coordinates[0] is not closed" },
        { "too few", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59],[24,59]]]}""", "features[0].geometry.coordinates[0] has too few positions" },
        { "bow tie", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59.2],[24.1,59],[24,59.1],[24,59]]]}""", "features[0].geometry.coordinates crosses or touches itself" },
        { "spike", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59],[24.1,59.1],[24.2,59.1],[24.1,59.1],[24,59.1],[24,59]]]}""", "features[0].geometry.coordinates crosses or touches itself" },
        { "flat", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59],[24.2,59],[24,59]]]}""", "features[0].geometry.coordinates has a ring without area" },
        { "hole outside", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59],[24.1,59.1],[24,59.1],[24,59]],[[25,59],[25.1,59],[25.1,59.1],[25,59]]]}""", "features[0].geometry.coordinates has a hole outside of its shell" },
        { "hole across", """{"type":"Polygon","coordinates":[[[24,59],[24.1,59],[24.1,59.1],[24,59.1],[24,59]],[[24.05,59.05],[24.2,59.05],[24.05,59.06],[24.05,59.05]]]}""", "features[0].geometry.coordinates crosses or touches itself" },
        { "latitude", """{"type":"Point","coordinates":[24,91]}""", "features[0].geometry.coordinates is out of range" },
        { "swapped", """{"type":"LineString","coordinates":[[24,59],[24,"59"]]}""", "features[0].geometry.coordinates[1] is no position" },
        { "far", """{"type":"Point","coordinates":[-150,10]}""", "features[0].geometry.coordinates is too far from the port" },
        { "pole", """{"type":"Point","coordinates":[24,88]}""", "features[0].geometry.coordinates is too near a pole" },
        { "other geometry", """{"type":"MultiPoint","coordinates":[[24,59]]}""", "features[0].geometry.type can be no geofence" },
        { "none", "null", "features[0].geometry.coordinates are missing" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_AFeatureThatIsWrong_IsRefusedAndTheRestTaken(string what, string geometry, string problem)
    {
        var reading = Read($$$"""
            {"type":"FeatureCollection","features":[
              {"type":"Feature","properties":{"name":"{{{what}}}","radius":10,"width":10},"geometry":{{{geometry}}}},
              {"type":"Feature","properties":{"name":"right"},"geometry":{"type":"Polygon","coordinates":{{{Square}}}}}]}
            """);

        Assert.Equal("right", Assert.Single(reading.Fences).Name);
        Assert.Equal((1, what), (reading.Refused, Assert.Single(reading.RefusedNames)));
        var finding = reading.Findings[0];
        Assert.Equal(problem, $"{finding.Field} {finding.Problem}");
        Assert.NotEmpty(finding.Expected);
    }

    [Theory]
    [InlineData("""{"kind":"zone"}""", "properties.name")]
    [InlineData("""{"name":"a","kind":"castle"}""", "properties.kind")]
    [InlineData("""{"name":"a","hysteresis":-1}""", "properties.hysteresis")]
    [InlineData("""{"name":"a","rules":[{"on":"arrive"}]}""", "properties.rules[0].on")]
    [InlineData("""{"name":"a","rules":[{"on":"dwell"}]}""", "properties.rules[0].seconds")]
    [InlineData("""{"name":"a","rules":[{"on":"speed"}]}""", "properties.rules[0].knots")]
    [InlineData("""{"name":"a","rules":[{"on":"loitering","seconds":60,"knots":1}]}""", "properties.rules[0].radiusMetres")]
    [InlineData("""{"name":"a","rules":[{"on":"meeting","seconds":1800,"knots":3}]}""", "properties.rules[0].radiusMetres")]
    [InlineData("""{"name":"a","rules":[{"on":"meeting","seconds":1800,"knots":3,"radiusMetres":500,"exceptIn":["berth","castle"]}]}""", "properties.rules[0].exceptIn")]
    [InlineData("""{"name":"a","rules":[{"on":"meeting","seconds":1800,"knots":3,"radiusMetres":500,"exceptIn":null}]}""", "properties.rules[0].exceptIn")]
    [InlineData("""{"name":"a","rules":[{"on":"enter","exceptIn":["berth"]}]}""", "properties.rules[0].exceptIn")]
    [InlineData("""{"name":"a","rules":[{"on":"deviation"}]}""", "properties.rules[0].on")]
    [InlineData("""{"name":"a","rules":[{"on":"speed","knots":5},{"on":"speed","knots":9}]}""", "properties.rules")]
    [InlineData("""{"name":"a","rules":[{"on":"enter","alarm":{"priority":"p2","consequence":"c","response":"r","owner":"trader","timeToRespondSeconds":60}}]}""", "properties.rules[0].alarm.owner")]
    [InlineData("""{"name":"a","rules":[{"on":"enter","alarm":{"priority":"p2","consequence":"c","response":"r","owner":"supervisor","timeToRespondSeconds":1}}]}""", "properties.rules[0].alarm.timeToRespondSeconds")]
    public void Read_PropertiesThatAreWrong_AreRefusedWithTheirField(string properties, string field)
    {
        var reading = Read($$$"""{"type":"Feature","properties":{{{properties}}},"geometry":{"type":"Polygon","coordinates":{{{Square}}}}}""");

        Assert.Empty(reading.Fences);
        Assert.Equal(field, reading.Findings[0].Field);
    }

    [Fact]
    public void Read_ACircleWithoutRadiusAndACorridorWithoutWidth_AreRefused()
    {
        Assert.Equal("properties.radius", Read("""{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[24,59]}}""").Findings[0].Field);
        Assert.Equal("properties.width", Read("""{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"LineString","coordinates":[[24,59],[24.1,59]]}}""").Findings[0].Field);
    }

    [Fact]
    public void Read_TooManyPositions_IsRefused()
    {
        var ring = string.Join(',', Enumerable.Range(0, 2_500).Select(i => FormattableString.Invariant($"[{24 + (i * 0.0001)},59]")));

        var reading = Read($$$"""{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":[[{{{ring}}},[24,60],[24,59]]]}}""");

        Assert.Equal("has too many positions", Assert.Single(reading.Findings).Problem);
    }

    [Fact]
    public void Read_WhatIsNoGeoJson_SaysWhere()
    {
        Assert.StartsWith("is no JSON: line 2, byte ", Read("{\n,}").Findings[0].Problem, StringComparison.Ordinal);
        Assert.Equal("type", Read("""{"type":"Topology"}""").Findings[0].Field);
        Assert.Equal("type", Read("[]").Findings[0].Field);
    }

    [Fact]
    public void Read_TheSameNameTwice_RefusesTheSecond()
    {
        var one = $$$"""{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":{{{Square}}}}}""";

        var reading = Read($$"""{"type":"FeatureCollection","features":[{{one}},{{one}}]}""");

        Assert.Single(reading.Fences);
        Assert.Equal(("features[1].properties.name", "occurs twice"), (reading.Findings[0].Field, reading.Findings[0].Problem));
    }

    [Fact]
    public void Read_WithoutRules_MakesComingAndGoingEvents()
    {
        var reading = Read($$$"""{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":{{{Square}}}}}""");

        Assert.Equal([GeofenceCondition.Enter, GeofenceCondition.Leave], reading.Fences[0].Rules.Select(rule => rule.On));
    }

    [Fact]
    public void Write_OfWhatWasRead_ReadsTheSame()
    {
        var rule = new GeofenceRule
        {
            On = GeofenceCondition.Loitering, Kinds = [TrackKind.Vessel], Seconds = 600, Knots = 1.5, RadiusMetres = 200,
            Alarm = new GeofenceAlarm(AlarmPriority.P2, null, "Goods may be passed on.", "Call the vessel.", Roles.Supervisor, 300),
        };
        var outer = FenceIndexTests.Square("two holes", 1, 24.0, 59.0, 24.1, 59.1);
        var hole = FenceIndexTests.Square("", 0, 24.04, 59.04, 24.06, 59.06).Lines[0] with { IsHole = true };
        var other = FenceIndexTests.Square("", 0, 24.2, 59.0, 24.3, 59.1).Lines[0];
        var set = new GeofenceSet(7, 24, [
            outer with { Lines = [.. outer.Lines, hole, other], Rules = [rule, rule with { On = GeofenceCondition.Meeting, ExceptIn = ["berth", "anchorage"] }], HysteresisMetres = 35 },
            FenceIndexTests.Circle("circle", 2, 24.7123457, 59.5, 250.5) with { Kind = "anchorage" },
            FenceIndexTests.Corridor("corridor", 3, 400, (24.0, 59.0), (24.1, 59.05)) with { Kind = "route" }]);

        var reading = Read(GeofenceGeoJsonWriter.Write(set));

        Assert.Empty(reading.Findings);
        var again = set with { Fences = [.. reading.Fences.Select((fence, i) => fence with { Number = i + 1 })] };
        Assert.Equal(GeofenceGeoJsonWriter.Write(set), GeofenceGeoJsonWriter.Write(again));
        Assert.Equal("MultiPolygon", (string?)JsonNode.Parse(GeofenceGeoJsonWriter.Write(again))!["features"]![0]!["geometry"]!["type"]);
        Assert.Equal(rule.Alarm, reading.Fences[0].Rules[0].Alarm);
    }

    private static GeofenceReading Read(string json) => GeofenceGeoJson.Read(json, 24.75);
}
