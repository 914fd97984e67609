using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Ingest;
using OpsHub.Testing.Live;

namespace OpsHub.Gateway.Tests.Live;

/// <summary>Track history and playback through the doors of the real host.</summary>
[Collection(SharedHub.Name)]
public sealed class PlaybackTests(HubHost hub)
{
    private const double Latitude = 59.44123, Longitude = 24.74567;
    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task History_GivesWhereATrackerWas_ThinnedWhenAskedForLess()
    {
        var tracker = new TrackerId("mmsi:276100001");
        var began = Now - 600_000;
        for (var n = 0; n < 20; n++)
            await FixAsync(tracker, began + (n * 10_000), 59.5 + (n * 0.0002), 24.3, TrackKind.Vessel);

        var whole = await HistoryAsync("playback.commander", "commander", tracker);
        var thinned = await HistoryAsync("playback.commander", "commander", tracker, "&max=2");

        Assert.Equal(Enumerable.Range(0, 20).Select(n => began + (n * 10_000)), whole.Points.Select(point => point.At.ToUnixTimeMilliseconds()));
        Assert.Equal(("all", 20, 59.5002, 10f), (whole.Method, whole.Of, whole.Points[1].LatitudeDegrees, whole.Points[1].SpeedKnots));
        Assert.NotNull(whole.KeptFrom);
        Assert.Equal(("douglasPeucker", 20, 2), (thinned.Method, thinned.Of, thinned.Points.Length));
        Assert.InRange(thinned.ToleranceMetres, 0, 0.5);
    }

    [Theory]
    [InlineData("/trackers/mmsi:276100001/history?from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z", "RangeTooLong", "from")]
    [InlineData("/trackers/mmsi:276100001/history?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "RangeEmpty", "from")]
    [InlineData("/trackers/mmsi:276100001/history?max=1", "PointsRefused", "max")]
    [InlineData("/ports/EETLL/playback?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:01Z", "RangeTooLong", "from")]
    [InlineData("/ports/EETLL/playback?from=2036-01-01T00:00:00Z", "RangeEmpty", "from")]
    [InlineData("/ports/EETLL/playback?bucket=61", "BucketRefused", "bucket")]
    public async Task Range_ThatCannotBeAnswered_IsRefusedWithWhatWouldBeRight(string address, string name, string field)
    {
        var answer = await (await hub.AsRole("playback.commander", "commander")).GetAsync(new Uri("/api/v1" + address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        Assert.Equal((name, field), (problem!["name"].ToString(), problem["field"].ToString()));
        Assert.NotEmpty(problem["expected"].ToString()!);
    }

    [Fact]
    public async Task History_OfAnUnknownTracker_IsNotFound() =>
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await hub.AsRole("playback.commander", "commander")).GetAsync(new Uri("/api/v1/trackers/mmsi:999999999/history", UriKind.Relative))).StatusCode);

    [Fact]
    public async Task Playback_ShowsTheBoardAsItWas_ByTimeOfReceipt()
    {
        var tracker = new TrackerId("mmsi:276100002");
        await FixAsync(tracker, Now, 59.5001, 24.3001, TrackKind.Vessel, "Playback ship");
        var between = DateTimeOffset.UtcNow;
        await NextMillisecondAsync(between);
        await FixAsync(tracker, Now, 59.5003, 24.3001, TrackKind.Vessel);

        var played = await PlaybackAsync("playback.commander", "commander", $"from={between:O}&bucket=1");

        var index = played.Trackers.IndexOf(played.Trackers.Single(t => t.Id == tracker));
        Assert.Equal(("Playback ship", TrackKind.Vessel), (played.Trackers[index].Label, played.Trackers[index].Kind));
        Assert.Equal(between.ToUnixTimeMilliseconds(), played.Frames[0].At);
        var track = TrackOf(played, index).ToArray();
        Assert.Equal(59.5001, track[0].Latitude, 5);
        Assert.Equal(24.3001, track[0].Longitude, 5);
        Assert.Equal(59.5003, track[^1].Latitude, 5);
        Assert.Equal((20, 90), (track[^1].HalfKnots, track[^1].Course));
        Assert.True(played.KeptFrom <= between);
    }

    [Fact]
    public async Task Officer_IsExactForACommanderWhoIsNoted_AndCoarseForAnAnalyst()
    {
        await OnDutyAsync("playback.onduty");
        var tracker = TrackerId.OfDevice("playback.onduty");
        await FixAsync(tracker, Now, Latitude, Longitude, TrackKind.Officer);

        var exact = await Until.FoundAsync(async () => await SeenAsync("playback.noted", "commander", tracker) is { Length: > 0 } found ? found : null);
        var coarse = await SeenAsync("playback.analyst", "analyst", tracker);
        var history = await HistoryAsync("playback.analyst", "analyst", tracker);
        var exactHistory = await HistoryAsync("playback.noted", "commander", tracker);

        Assert.Equal((Latitude, Longitude), (Math.Round(exact[^1].Latitude, 5), Math.Round(exact[^1].Longitude, 5)));
        Assert.Equal((59.4425, 24.745), (Math.Round(coarse[^1].Latitude, 4), Math.Round(coarse[^1].Longitude, 4)));
        Assert.Equal((-1, -1), (coarse[^1].HalfKnots, coarse[^1].Course));
        Assert.Equal((59.4425, 24.745, null), (history.Points[^1].LatitudeDegrees, history.Points[^1].LongitudeDegrees, history.Points[^1].SpeedKnots));
        Assert.Equal(Latitude, exactHistory.Points[^1].LatitudeDegrees);
        await NotedAsync("playback.noted", "playback");
        await NotedAsync("playback.noted", $"{tracker} history");
    }

    [Fact]
    public async Task Officer_IsNotThereBeforeTheShift_AndLeavesWithItsEnd()
    {
        var officer = await RegisterAsync("playback.shift");
        var tracker = TrackerId.OfDevice("playback.shift");
        // What the door would not let through: a phone that was followed off duty.
        await FixAsync(tracker, Now - 30_000, Latitude, Longitude, TrackKind.Officer);
        Assert.Empty(await SeenAsync("playback.commander", "commander", tracker));
        Assert.Empty((await HistoryAsync("playback.commander", "commander", tracker)).Points);

        await ShiftAsync(officer, "start", new StartShift { CommandId = HubHost.NewCommand(), EndsAt = DateTimeOffset.UtcNow.AddHours(8) });
        await FixAsync(tracker, Now, Latitude + 0.0001, Longitude, TrackKind.Officer);
        await Until.FoundAsync(async () => await SeenAsync("playback.commander", "commander", tracker) is { Length: > 0 } found ? found : null);
        // A bucket that ends between the fix and the end of the shift: one that holds both would show nothing.
        var from = DateTimeOffset.FromUnixTimeMilliseconds(Now - 60_000);
        await ShiftAsync(officer, "end", new EndShift { CommandId = HubHost.NewCommand(), Reason = "home" });
        var ended = Now;
        await FixAsync(tracker, Now, Latitude + 0.0002, Longitude, TrackKind.Officer);

        var played = await Until.FoundAsync(async () =>
        {
            var answer = await PlaybackAsync("playback.commander", "commander", $"from={from:O}&bucket=1");
            var index = answer.Trackers.Select(t => t.Id).ToList().IndexOf(tracker);
            return index >= 0 && answer.Frames.Any(frame => frame.Gone.Contains(index)) ? answer : null;
        });
        var at = played.Trackers.Select(t => t.Id).ToList().IndexOf(tracker);
        Assert.Equal([Latitude + 0.0001], TrackOf(played, at).Select(point => Math.Round(point.Latitude, 5)).Distinct());
        var points = (await HistoryAsync("playback.commander", "commander", tracker)).Points;
        Assert.Equal([Math.Round(Latitude + 0.0001, 6)], points.Select(point => point.LatitudeDegrees));
        Assert.True(points[0].At.ToUnixTimeMilliseconds() <= ended);
    }

    [Fact]
    public async Task Playback_IsSentCompressed()
    {
        await FixAsync(new TrackerId("mmsi:276100003"), Now, 59.5001, 24.3001, TrackKind.Vessel);
        using var client = new HttpClient { BaseAddress = hub.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", HubHost.TokenOf(await hub.AsRole("playback.commander", "commander")));
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br");

        var answer = await client.GetAsync(new Uri("/api/v1/ports/EETLL/playback", UriKind.Relative));

        Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Equal("private, no-store", answer.Headers.CacheControl!.ToString().Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
    }

    private async Task<Place[]> SeenAsync(string user, string role, TrackerId tracker)
    {
        var played = await PlaybackAsync(user, role, "bucket=1");
        var index = played.Trackers.Select(t => t.Id).ToList().IndexOf(tracker);
        return index < 0 ? [] : [.. TrackOf(played, index)];
    }

    private async Task<PlaybackAnswer> PlaybackAsync(string user, string role, string query) =>
        (await (await hub.AsRole(user, role)).GetFromJsonAsync<PlaybackAnswer>(
            $"/api/v1/ports/EETLL/playback?{query.Replace("+", "%2B", StringComparison.Ordinal)}", ContractJson.Options))!;

    private async Task<TrackHistoryAnswer> HistoryAsync(string user, string role, TrackerId tracker, string more = "") =>
        (await (await hub.AsRole(user, role)).GetFromJsonAsync<TrackHistoryAnswer>(
            $"/api/v1/trackers/{tracker}/history?from={DateTimeOffset.UtcNow.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}{more}", ContractJson.Options))!;

    /// <summary>As a client reads it: columns of differences.</summary>
    private static IEnumerable<Place> TrackOf(PlaybackAnswer played, int tracker)
    {
        var (x, y) = (0, 0);
        foreach (var frame in played.Frames)
        {
            for (var n = 0; n < frame.I.Length; n++)
            {
                if (frame.I[n] != tracker)
                    continue;
                x += frame.X[n];
                y += frame.Y[n];
                var latitude = double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - (2 * (y + 0.5) / (1 << 28))))));
                yield return new Place(latitude, ((x + 0.5) / (1 << 28) * 360) - 180, frame.S[n], frame.C[n]);
            }
        }
    }

    private async Task OnDutyAsync(string officer) => await ShiftAsync(
        await RegisterAsync(officer), "start", new StartShift { CommandId = HubHost.NewCommand(), EndsAt = DateTimeOffset.UtcNow.AddHours(8) });

    /// <summary>An officer the board knows, off duty.</summary>
    private async Task<HttpClient> RegisterAsync(string officer)
    {
        var admin = await hub.As("administrator", HubHost.AdministratorPassword);
        var profile = new OfficerProfile { Officer = new(officer), Name = officer, HomePort = HubHost.Tallinn, CapacityMinutes = 60, Skills = [] };
        (await admin.PutAsJsonAsync($"/api/v1/officers/{officer}", profile, ContractJson.Options)).EnsureSuccessStatusCode();
        var supervisor = await hub.AsRole("playback.supervisor", "supervisor");
        await Until.FoundAsync(async () => (await supervisor.GetFromJsonAsync<PortSnapshot>("/api/v1/ports/EETLL/snapshot", ContractJson.Options))!
            .Officers.FirstOrDefault(known => known.Profile.Officer.Value == officer));
        return await hub.AsRole(officer, "officer");
    }

    private static async Task ShiftAsync(HttpClient officer, string what, Command command)
    {
        var answer = await officer.PostAsJsonAsync($"/api/v1/officers/me/shift/{what}", (object)command, ContractJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task NotedAsync(string user, string what)
    {
        var auditor = await hub.AsRole("playback.auditor", "auditor");
        await Until.FoundAsync(async () => (await auditor.GetFromJsonAsync<PortEvent[]>("/api/v1/ports/EETLL/ledger?from=1&max=5000", ContractJson.Options))!
            .FirstOrDefault(entry => entry.Draft.Type == "officerPositionsRead" && entry.Draft.Actor.User.Value == user
                && entry.Draft.Data.Contains($"\"{what}\"", StringComparison.Ordinal)));
    }

    private async Task FixAsync(TrackerId tracker, long atUnixMs, double latitude, double longitude, TrackKind kind, string? label = null)
    {
        var ingest = hub.App.Services.GetRequiredService<TrackIngest>();
        var port = (await ingest.PortAsync(HubHost.Tallinn))!;
        var fix = new PositionFix(tracker, kind, atUnixMs, latitude, longitude, 10, 90, float.NaN);
        Assert.Equal(FixRefusal.None, await ingest.SubmitAsync(port, fix, label is null ? null : new TrackDescription(tracker, kind, label), "test", CancellationToken.None));
    }

    /// <summary>Until the clock has moved on, so that what follows is received later.</summary>
    private static async Task NextMillisecondAsync(DateTimeOffset than)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() <= than.ToUnixTimeMilliseconds() + 1)
            await timer.WaitForNextTickAsync();
    }

    private readonly record struct Place(double Latitude, double Longitude, int HalfKnots, int Course);
}
