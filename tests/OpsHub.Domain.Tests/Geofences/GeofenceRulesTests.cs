using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Ports;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Ports;

namespace OpsHub.Domain.Tests.Geofences;

public sealed class GeofenceRulesTests
{
    private static readonly PortId s_port = new("EETLL");
    private PortState _state = new() { Configuration = new PortConfiguration { Port = s_port, Name = "Tallinn", LongitudeDegrees = 24.75 } };

    [Fact]
    public void Put_GivesNumbersThatStayWithTheName()
    {
        Put(true, Point("a"), Point("b"));
        Put(true, Point("b", 20), Point("c"));

        Assert.Equal([("b", 2), ("c", 3)], _state.Geofences.Fences.Select(fence => (fence.Name, fence.Number)));
        Assert.Equal((2L, 3), (_state.Geofences.Version, _state.GeofenceNumber));
    }

    [Fact]
    public void Put_OneWithoutReplacing_KeepsTheOthers()
    {
        Put(true, Point("a"), Point("b"));

        var changed = Put(false, Point("a", 50))!;

        Assert.Equal(["a"], changed.Put.ToArray());
        Assert.Empty(changed.Removed);
        Assert.Equal([50.0, 10.0], _state.Geofences.Fences.Select(fence => fence.RadiusMetres));
    }

    [Fact]
    public void Put_WithoutAny_SaysWhatIsGone()
    {
        Put(true, Point("a"), Point("b"));

        Assert.Equal(["a", "b"], Put(true)!.Removed.ToArray());
        Assert.Empty(_state.Geofences.Fences);
    }

    [Fact]
    public void Put_TheSameAgain_ChangesNothing()
    {
        Put(true, Point("a"));

        Assert.Null(Put(true, Point("a")));
    }

    [Fact]
    public void Put_OtherRules_IsANewNumber_SoThatNoStayMistakesThem()
    {
        Put(true, Point("a"));
        Put(true, Point("a").Replace("\"radius\"", "\"rules\":[],\"radius\"", StringComparison.Ordinal));

        Assert.Equal(2, Assert.Single(_state.Geofences.Fences).Number);
    }

    [Fact]
    public void Put_AFeatureThatIsWrong_LeavesItsGeofenceAsItWas()
    {
        Put(true, Point("a"), Point("b"));

        Put(true, Point("a", -1), Point("c"));

        Assert.Equal(["a", "c"], _state.Geofences.Fences.Select(fence => fence.Name));
        Assert.Equal(10, _state.Geofences.Fences[0].RadiusMetres);
    }

    [Fact]
    public void Put_NothingThatIsRight_IsRefused()
    {
        var refusal = Decide(true, Point("a", -1)).Refusal!;

        Assert.Equal(("GeofencesInvalid", "features[0].properties.radius"), (refusal.Name, refusal.Field));
    }

    [Fact]
    public void Put_UnderAnotherName_IsRefused()
    {
        var json = $$"""{"type":"FeatureCollection","features":[{{Point("a")}}]}""";

        var decision = GeofenceRules.Put(_state, new PutGeofences { GeoJson = json, Name = "b" }, GeofenceGeoJson.Read(json, 24.75));

        Assert.Equal("GeofenceNameMismatch", decision.Refusal!.Name);
    }

    [Fact]
    public void Put_WhenThePortWasMoved_StaysWithTheMeridianItWasCheckedAgainst()
    {
        Put(true, Point("a"));
        _state = _state with { Configuration = _state.Configuration with { LongitudeDegrees = -120 } };

        Put(false, Point("b"));

        Assert.Equal((24.75, 2), (_state.Geofences.PortLongitudeDegrees, _state.Geofences.Fences.Length));
    }

    [Fact]
    public void Remove_WhatIsNotThere_IsRefused()
    {
        Assert.Equal("GeofenceUnknown", GeofenceRules.Remove(_state, new RemoveGeofence { Name = "a" }).Refusal!.Name);
        Assert.Equal("PortNotConfigured", GeofenceRules.Remove(null, new RemoveGeofence { Name = "a" }).Refusal!.Name);
    }

    private static string Point(string name, double radius = 10) => FormattableString.Invariant(
        $$$"""{"type":"Feature","properties":{"name":"{{{name}}}","radius":{{{radius}}}},"geometry":{"type":"Point","coordinates":[24.75,59.45]}}""");

    private Decision<PortGrainEvent> Decide(bool all, params string[] features)
    {
        var json = $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";
        return GeofenceRules.Put(_state, new PutGeofences { GeoJson = json, ReplaceAll = all }, GeofenceGeoJson.Read(json, GeofenceRules.Meridian(_state)));
    }

    private GeofencesChanged? Put(bool all, params string[] features)
    {
        var decision = Decide(all, features);
        Assert.Null(decision.Refusal);
        if (decision.Events.IsEmpty)
            return null;
        var changed = Assert.IsType<GeofencesChanged>(Assert.Single(decision.Events));
        _state = PortRules.Evolve(_state, changed, [], default);
        return changed;
    }
}
