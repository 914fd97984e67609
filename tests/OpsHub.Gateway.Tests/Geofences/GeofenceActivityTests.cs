using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
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
    public async Task Meeting_IsToldWithItsAlarm_AndEndsWhenTheTwoPart()
    {
        const string MeetingRule = """[{"on":"meeting","kinds":["vessel"],"seconds":60,"knots":3,"radiusMetres":500,"exceptIn":[],"alarm":{"priority":"p2","consequence":"Goods change ships","response":"Send a boat","owner":"supervisor","timeToRespondSeconds":300}}]""";
        var door = await DoorAsync();
        var (one, other, north) = (new TrackerId("mmsi:276300011"), new TrackerId("mmsi:276300012"), Latitude + 0.5);
        await OkAsync(door.PutAsync("Roads", Circle("Roads", Longitude, north, 5_000, MeetingRule)));
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 900_000;
        // They report on, as ships do: the shards come to watch the geofence one by one.
        var told = await Until.FoundAsync(async () =>
        {
            at += 3_000;
            await FixAsync(one, at, north, Longitude, 1);
            await FixAsync(other, at + 1_000, north + 0.001, Longitude, 1);
            return (await ActivityAsync(door, "Roads")).Events.FirstOrDefault(e => e.Type == "geofenceMeeting");
        });
        var alarm = await Until.FoundAsync(() => AlarmAsync(told.Alarm!.Value));
        await FixAsync(other, at + 200_000, north + 0.01, Longitude, 8);

        Assert.Equal(new AlarmId($"geofence/Roads/meeting/{one}+{other}"), told.Alarm);
        Assert.Equal("Fenced ship and Fenced ship are 111 m apart in Roads for more than 60 s", alarm.Title);
        var ended = await Until.FoundAsync(async () => (await ActivityAsync(door, "Roads")).Events.FirstOrDefault(e => e.Condition == GeofenceCondition.Meeting));
        Assert.Equal(told.Alarm, ended.Alarm);
        await Until.FoundAsync(async () => await AlarmAsync(told.Alarm!.Value) is { Status: AlarmStatus.ReturnedUnacknowledged } found ? found : null);
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

    private async Task<AlarmView?> AlarmAsync(AlarmId alarm) =>
        (await (await hub.AsRole("fence.commander", "commander")).GetFromJsonAsync<AlarmView[]>("/api/v1/ports/EETLL/alarms", ContractJson.Options))!.FirstOrDefault(a => a.Id == alarm);

    private async Task FixAsync(TrackerId tracker, long at, double latitude, double longitude, float knots)
    {
        var ingest = hub.App.Services.GetRequiredService<TrackIngest>();
        var port = (await ingest.PortAsync(HubHost.Tallinn))!;
        var fix = new PositionFix(tracker, TrackKind.Vessel, at, latitude, longitude, knots, 90, float.NaN);
        Assert.Equal(FixRefusal.None, await ingest.SubmitAsync(port, fix, new TrackDescription(tracker, TrackKind.Vessel, "Fenced ship"), "test", CancellationToken.None));
    }
}
