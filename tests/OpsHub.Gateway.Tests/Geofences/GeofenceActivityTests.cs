using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Ingest;
using static OpsHub.Gateway.Tests.Geofences.GeofenceDoor;

namespace OpsHub.Gateway.Tests.Geofences;

/// <summary>Who is in a geofence and what happened there, on the shared host; waters of their own.</summary>
[Collection(SharedHub.Name)]
public sealed class GeofenceActivityTests(HubHost hub)
{
    private const double Longitude = 23.41, Latitude = 59.71;
    private const string Rules = """[{"on":"enter"},{"on":"leave"},{"on":"speed","knots":5,"alarm":{"priority":"p3","consequence":"Grounding","response":"Call the vessel","owner":"commander","timeToRespondSeconds":300}}]""";

    [Fact]
    public async Task Activity_NamesWhoIsInside_WhatStands_AndWhatHappened()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync("Activity", Circle("Activity", Longitude, Latitude, 500, Rules)));
        var tracker = new TrackerId("mmsi:276300001");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await FixAsync(tracker, now - 60_000, Latitude, Longitude - 0.001, 3);
        // In it: the shard watches the geofence from here on.
        await Until.FoundAsync(async () => await ActivityAsync(door, "Activity") is { InsideCount: 1 } found ? found : null);
        await FixAsync(tracker, now - 30_000, Latitude, Longitude, 12);

        var activity = await Until.FoundAsync(async () => await ActivityAsync(door, "Activity") is { Events.Length: > 1 } found ? found : null);

        var inside = Assert.Single(activity.Inside);
        Assert.Equal((tracker, TrackKind.Vessel, "Fenced ship"), (inside.Tracker, inside.Kind, inside.Label));
        Assert.Equal(GeofenceCondition.Speed, Assert.Single(inside.Standing));
        Assert.Contains(activity.Events, e => e.Type == "geofenceEntered" && e.Tracker == tracker && e.Label == "Fenced ship" && e.Alarm is null);
        Assert.Contains(activity.Events, e => e.Type == "geofenceSpeedExceeded" && e.Alarm == new AlarmId($"geofence/Activity/speed/{tracker}"));
    }

    [Fact]
    public async Task Check_SaysWhoComesInAndWhoIsOut()
    {
        var door = await DoorAsync();
        var tracker = new TrackerId("mmsi:276300002");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await FixAsync(tracker, now - 30_000, Latitude - 0.2, Longitude, 0);
        var coming = await CheckAsync(door, Circle("Effect", Longitude, Latitude - 0.2));
        await OkAsync(door.PutAsync("Effect", Circle("Effect", Longitude, Latitude - 0.2)));
        await Until.FoundAsync(async () => await ActivityAsync(door, "Effect") is { InsideCount: 1 } found ? found : null);

        var leaving = await CheckAsync(door, Circle("Effect", Longitude + 0.1, Latitude - 0.2));
        var staying = await CheckAsync(door, Circle("Effect", Longitude, Latitude - 0.2, 400));

        Assert.Equal((0, 1, "Fenced ship"), (coming.InsideBefore, coming.InsideAfter, coming.Entering.Single()));
        Assert.Equal((1, 0, "Fenced ship"), (leaving.InsideBefore, leaving.InsideAfter, leaving.Leaving.Single()));
        Assert.Equal((1, 1, 0), (staying.InsideBefore, staying.InsideAfter, staying.Entering.Length + staying.Leaving.Length));
    }

    [Fact]
    public async Task Activity_IsForThoseWhoMaySeeTrackers()
    {
        await OkAsync((await DoorAsync()).PutAsync("Guarded", Circle("Guarded", Longitude, Latitude + 0.2)));

        Assert.Equal(HttpStatusCode.OK, (await new GeofenceDoor(await hub.AsRole("fence.auditor", "auditor")).ActivityAsync("Guarded")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await new GeofenceDoor(await hub.AsRole("fence.analyst", "analyst")).ActivityAsync("Guarded")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await DoorAsync()).ActivityAsync("No such zone")).StatusCode);
    }

    [Fact]
    public async Task Change_IsToldOnTheLosslessLane()
    {
        await using var live = await hub.LiveAsync(await hub.AsRole("fence.commander", "commander"));
        await live.HelloAsync(HubHost.Tallinn);

        await OkAsync((await DoorAsync()).PutAsync("Told", Circle("Told", Longitude, Latitude + 0.3)));

        var told = (await live.FirstAsync(m => m.Target == "Event" && m.As<TopicEvent>() is { Type: "geofencesChanged" } e && $"{e.Data["put"]}".Contains("Told", StringComparison.Ordinal)))
            .As<TopicEvent>();
        Assert.Equal(("port", "fence.commander"), (told.Topic, told.By));
    }

    private async Task<GeofenceDoor> DoorAsync() => new(await hub.AsRole("fence.commander", "commander"));

    private static async Task<GeofenceActivity> ActivityAsync(GeofenceDoor door, string name) =>
        (await OkAsync(door.ActivityAsync(name))).Deserialize<GeofenceActivity>(ContractJson.Options)!;

    private static async Task<GeofenceEffect> CheckAsync(GeofenceDoor door, string body) =>
        Assert.Single((await OkAsync(door.CheckAsync(body))).Deserialize<GeofenceCheck>(ContractJson.Options)!.Effects);

    private async Task FixAsync(TrackerId tracker, long at, double latitude, double longitude, float knots)
    {
        var ingest = hub.App.Services.GetRequiredService<TrackIngest>();
        var port = (await ingest.PortAsync(HubHost.Tallinn))!;
        var fix = new PositionFix(tracker, TrackKind.Vessel, at, latitude, longitude, knots, 90, float.NaN);
        Assert.Equal(FixRefusal.None, await ingest.SubmitAsync(port, fix, new TrackDescription(tracker, TrackKind.Vessel, "Fenced ship"), "test", CancellationToken.None));
    }
}
