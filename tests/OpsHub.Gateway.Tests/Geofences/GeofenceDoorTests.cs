using System.Net;
using System.Text.Json;
using OpsHub.Contracts.Geofences;
using static OpsHub.Gateway.Tests.Geofences.GeofenceDoor;

namespace OpsHub.Gateway.Tests.Geofences;

/// <summary>Geofences through the doors of a real host of their own: the whole set of a port is replaced here.</summary>
public sealed class GeofenceDoorTests(GeofenceDoorTests.Host fixture) : IClassFixture<GeofenceDoorTests.Host>
{
    private const string Yard = "[[[24.90,59.48],[24.92,59.48],[24.92,59.49],[24.90,59.49],[24.90,59.48]],[[24.905,59.482],[24.910,59.482],[24.910,59.486],[24.905,59.482]]]";
    private const string Corridor = """{"type":"Feature","properties":{"name":"Fairway","kind":"route","width":400,"rules":[{"on":"deviation"}]},"geometry":{"type":"LineString","coordinates":[[24.9,59.5],[24.8,59.6]]}}""";

    private HubHost Hub => fixture.Hub;

    [Fact]
    public async Task PutAll_ReplacesTheSet_AndGivesBackWhatItTook()
    {
        var door = await DoorAsync();

        var answer = await OkAsync(door.PutAsync(null, Collection(Ring("Yard A", Yard), Circle("Pilots", 24.7, 59.6), Corridor)));
        var all = await OkAsync(door.GetAsync());
        var second = await OkAsync(door.PutAsync(null, Collection(Circle("Pilots", 24.7, 59.6))));

        Assert.Equal((3, 0), (answer.GetProperty("taken").GetInt32(), answer.GetProperty("refused").GetInt32()));
        Assert.Equal(["Yard A", "Pilots", "Fairway"], all.GetProperty("features").EnumerateArray().Select(Name));
        Assert.Equal(["Polygon", "Point", "LineString"], all.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("geometry").GetProperty("type").GetString()));
        Assert.Equal(2, all.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates").GetArrayLength());
        Assert.Equal(400, all.GetProperty("features")[2].GetProperty("properties").GetProperty("width").GetDouble());
        Assert.Equal(1, second.GetProperty("taken").GetInt32());
        Assert.Equal(["Pilots"], await door.NamesAsync());
    }

    [Fact]
    public async Task PutAll_ThatKeeps_LeavesThoseItDoesNotName()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Stays", 24.7, 59.6), Circle("Changes", 24.8, 59.6))));

        await OkAsync(door.PutAsync(null, Collection(Circle("Changes", 24.8, 59.6, 700), Circle("Comes", 24.9, 59.6)), keep: true));

        Assert.Equal(["Stays", "Changes", "Comes"], await door.NamesAsync());
    }

    [Fact]
    public async Task PutAll_WithWrongFeatures_TakesTheRest_AndSaysWhatWhereAndWhatWouldBeRight()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Kept", 24.7, 59.6))));

        var answer = await OkAsync(door.PutAsync(null, Collection(
            Circle("Good", 24.71, 59.61), Circle("Kept", 24.7, 59.6, radius: -5), Ring("Bow tie", "[[[24,59],[24.1,59.1],[24.1,59],[24,59.2],[24,59]]]"),
            Ring("Open", "[[[24,59],[24.1,59],[24.1,59.1],[24,59.1]]]"))));

        Assert.Equal((1, 3), (answer.GetProperty("taken").GetInt32(), answer.GetProperty("refused").GetInt32()));
        var findings = answer.GetProperty("findings").Deserialize<RefusalLine[]>(JsonSerializerOptions.Web)!;
        Assert.Equal(
            ["features[1].properties.radius", "features[2].geometry.coordinates", "features[3].geometry.coordinates[0]"], findings.Select(f => f.Field));
        Assert.Equal("1 to 200000", findings[0].Expected);
        Assert.Contains("crosses", findings[1].Problem, StringComparison.Ordinal);
        Assert.Contains("equal to the first", findings[2].Expected, StringComparison.Ordinal);
        // What is refused does not cost the protection that was there.
        Assert.Equal(["Kept", "Good"], await door.NamesAsync());
    }

    [Fact]
    public async Task PutAll_WhenNothingIsRight_IsRefusedAsAWhole()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Stays", 24.7, 59.6))));

        var told = await Told.ByAsync(await door.PutAsync(null, Collection(Circle("Far", -150, 10))));
        var noJson = await Told.ByAsync(await door.PutAsync(null, "{\"type\":"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "GeofencesInvalid", "features[0].geometry.coordinates"), (told.Status, told.Name, told.Field));
        Assert.Contains("85 degrees", told.Expected, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "geoJson"), (noJson.Status, noJson.Field));
        Assert.Contains("line 1", noJson.Body, StringComparison.Ordinal);
        Assert.Equal(["Stays"], await door.NamesAsync());
    }

    [Fact]
    public async Task PutOne_AddsAndChangesIt_AndLeavesTheOthers()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("One", 24.7, 59.6))));

        await OkAsync(door.PutAsync("Two / west", Circle("Two / west", 24.8, 59.6)));
        await OkAsync(door.PutAsync("Two / west", Circle("Two / west", 24.8, 59.6, 500)));

        Assert.Equal(["One", "Two / west"], await door.NamesAsync());
        Assert.Equal(500, (await OkAsync(door.GetAsync("Two / west"))).GetProperty("properties").GetProperty("radius").GetDouble());
    }

    [Fact]
    public async Task PutOne_UnderAnotherName_IsRefusedAtTheName()
    {
        var told = await Told.ByAsync(await (await DoorAsync()).PutAsync("This", Circle("That", 24.7, 59.6)));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "GeofenceNameMismatch", "properties.name", "This"), (told.Status, told.Name, told.Field, told.Expected));
    }

    [Fact]
    public async Task PutOne_WithWrongRules_NamesEveryFieldThatIsWrong()
    {
        var rules = """[{"on":"speed","knots":0},{"on":"dwell","seconds":5},{"on":"deviation"},{"on":"enter","alarm":{"priority":"p2","consequence":"","response":"Call","owner":"nobody","timeToRespondSeconds":60}}]""";

        var told = await Told.ByAsync(await (await DoorAsync()).PutAsync("Rules", Circle("Rules", 24.7, 59.6, rules: rules)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.Status);
        using var problem = JsonDocument.Parse(told.Body);
        Assert.Equal(
            ["properties.rules[0].knots", "properties.rules[1].seconds", "properties.rules[2].on", "properties.rules[3].alarm.consequence", "properties.rules[3].alarm.owner"],
            problem.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Repeat_OfAPut_ChangesNothing()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Same", 24.7, 59.6))));
        var (set, one) = (await door.TagAsync(), await door.TagAsync("Same"));
        var before = Circle("Same", 24.7, 59.6, 400);
        await OkAsync(door.PutAsync("Same", before, one));
        var after = await door.TagAsync();

        // The answer was lost, and the client sends it again with the tag that is no longer: what it wants is so already.
        await OkAsync(door.PutAsync("Same", before, one));
        await OkAsync(door.PutAsync("Same", before, ifNew: true));
        await OkAsync(door.PutAsync(null, Collection(before), set));

        Assert.Equal(after, await door.TagAsync());
    }

    [Fact]
    public async Task PutOne_OnAStateThatChanged_IsAConflict_WithWhatThereIsNow()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Edited", 24.7, 59.6), Circle("Beside", 24.9, 59.6))));
        var tag = await door.TagAsync("Edited");
        await OkAsync(door.PutAsync("Beside", Circle("Beside", 24.9, 59.6, 900)));
        await OkAsync(door.PutAsync("Edited", Circle("Edited", 24.7, 59.6, 310), tag));

        var stale = await door.PutAsync("Edited", Circle("Edited", 24.7, 59.6, 320), tag);
        var told = await Told.ByAsync(stale);
        using var problem = JsonDocument.Parse(told.Body);
        var current = problem.RootElement.GetProperty("current");
        var exists = await Told.ByAsync(await door.PutAsync("Edited", Circle("Edited", 24.7, 59.6, 330), ifNew: true));
        var gone = await Told.ByAsync(await door.PutAsync("Gone", Circle("Gone", 24.7, 59.6), tag));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "Conflict"), (told.Status, told.Name));
        Assert.Equal(310, current.GetProperty("feature").GetProperty("properties").GetProperty("radius").GetDouble());
        Assert.Equal((HttpStatusCode.PreconditionFailed, "Conflict"), (exists.Status, exists.Name));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "Conflict"), (gone.Status, gone.Name));
        await OkAsync(door.PutAsync("Edited", Circle("Edited", 24.7, 59.6, 320), $"\"{current.GetProperty("tag").GetString()}\""));
    }

    [Fact]
    public async Task PutAll_OnASetThatChanged_IsAConflict()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("First", 24.7, 59.6))));
        var tag = await door.TagAsync();
        await OkAsync(door.PutAsync("Second", Circle("Second", 24.9, 59.6)));

        var told = await Told.ByAsync(await door.PutAsync(null, Collection(Circle("Third", 24.9, 59.6)), tag));
        var unreadable = await Told.ByAsync(await door.PutAsync(null, Collection(Circle("Third", 24.9, 59.6)), "no quotes"));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "Conflict"), (told.Status, told.Name));
        Assert.Equal((HttpStatusCode.BadRequest, "If-Match"), (unreadable.Status, unreadable.Field));
        Assert.Equal(["First", "Second"], await door.NamesAsync());
    }

    [Fact]
    public async Task Delete_TakesIt_ARepeatFindsNothing_AndAStaleOneIsAConflict()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Out", 24.7, 59.6), Circle("In", 24.9, 59.6))));
        var tag = await door.TagAsync("Out");
        await OkAsync(door.PutAsync("Out", Circle("Out", 24.7, 59.6, 999)));

        var stale = await Told.ByAsync(await door.DeleteAsync("Out", tag));
        await OkAsync(door.DeleteAsync("Out", await door.TagAsync("Out")));
        var repeat = await Told.ByAsync(await door.DeleteAsync("Out"));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "Conflict"), (stale.Status, stale.Name));
        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (repeat.Status, repeat.Name));
        Assert.Equal(["In"], await door.NamesAsync());
    }

    [Fact]
    public async Task Check_TellsWhatAPutWouldDo_AndDoesNothing()
    {
        var door = await DoorAsync();
        await OkAsync(door.PutAsync(null, Collection(Circle("Alike", 24.7, 59.6), Circle("Other", 24.9, 59.6), Circle("Going", 24.5, 59.6))));
        var tag = await door.TagAsync();
        var body = Collection(Circle("Alike", 24.7, 59.6), Circle("Other", 24.9, 59.6, 700), Circle("New", 24.8, 59.6), Circle("Bad", 24.8, 99));

        var check = (await OkAsync(door.CheckAsync(body, replace: true))).Deserialize<GeofenceCheck>(Contracts.ContractJson.Options)!;
        var one = (await OkAsync(door.CheckAsync(Circle("New", 24.8, 59.6)))).Deserialize<GeofenceCheck>(Contracts.ContractJson.Options)!;

        Assert.Equal((3, 1, 1), (check.Taken, check.Refused, check.Unchanged));
        Assert.Equal("New; Other; Going", $"{string.Join(' ', check.Added)}; {string.Join(' ', check.Changed)}; {string.Join(' ', check.Removed)}");
        Assert.Equal("features[3].geometry.coordinates", Assert.Single(check.Findings).Field);
        Assert.Equal(["Other", "New", "Going"], check.Effects.Select(effect => effect.Name));
        Assert.Empty(one.Removed);
        Assert.Equal(tag, await door.TagAsync());
    }

    [Theory]
    [InlineData("officer", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("analyst", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("auditor", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("trader", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("supervisor", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("administrator", HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Role_MaySeeAndChange_AsTheTableSays(string role, HttpStatusCode read, HttpStatusCode write)
    {
        await OkAsync((await DoorAsync()).PutAsync("Seen", Circle("Seen", 24.7, 59.6)));
        var door = new GeofenceDoor(await Hub.AsRole("fence." + role, role));

        Assert.Equal(read, (await door.GetAsync()).StatusCode);
        Assert.Equal(read, (await door.GetAsync("Seen")).StatusCode);
        Assert.Equal(write, (await door.PutAsync("Seen", Circle("Seen", 24.7, 59.6))).StatusCode);
        Assert.Equal(write, (await door.CheckAsync(Circle("Seen", 24.7, 59.6))).StatusCode);
        var abroad = new GeofenceDoor(await Hub.AsRole("fence." + role, role), "EEPRN");
        Assert.Equal(HttpStatusCode.Forbidden, (await abroad.PutAsync("Seen", Circle("Seen", 24.7, 58.4))).StatusCode);
    }

    [Fact]
    public async Task Restart_KeepsThem()
    {
        var hub = await HubHost.StartAsync();
        try
        {
            var door = new GeofenceDoor(await hub.AsRole("fence.commander", "commander"));
            await OkAsync(door.PutAsync(null, Collection(Ring("Yard A", Yard), Corridor)));
            var (tag, text) = (await door.TagAsync(), (await OkAsync(door.GetAsync())).GetRawText());
            await hub.RestartAsync();
            door = new GeofenceDoor(await hub.AsRole("fence.commander", "commander"));

            Assert.Equal((tag, text), (await door.TagAsync(), (await OkAsync(door.GetAsync())).GetRawText()));
        }
        finally
        {
            await hub.DisposeAsync();
        }
    }

    private static string? Name(JsonElement feature) => feature.GetProperty("properties").GetProperty("name").GetString();

    private async Task<GeofenceDoor> DoorAsync() => new(await Hub.AsRole("fence.commander", "commander"));

    private sealed record RefusalLine(string Field, string Problem, string? Value, string Expected);

    public sealed class Host : IAsyncLifetime
    {
        public HubHost Hub { get; private set; } = null!;

        public async Task InitializeAsync() => Hub = await HubHost.StartAsync();

        public Task DisposeAsync() => Hub.DisposeAsync();
    }
}
