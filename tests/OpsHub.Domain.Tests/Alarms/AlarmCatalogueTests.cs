using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

public sealed class AlarmCatalogueTests
{
    [Fact]
    public void Rows_Always_AreCompleteAndOfOneClassEach()
    {
        Assert.NotEmpty(AlarmCatalogue.Rows);
        Assert.Equal(AlarmCatalogue.Rows.Length, AlarmCatalogue.Rows.Select(row => row.Class).Distinct().Count());
        Assert.All(AlarmCatalogue.Rows, row =>
        {
            string[] texts = [row.Class, row.Rule, row.Cause, row.Consequence, row.Response, row.RootCause];
            Assert.All(texts, text => Assert.False(string.IsNullOrWhiteSpace(text), $"{row.Class} has an empty field."));
            Assert.Contains(row.Owner, (string[])[Roles.Commander, Roles.Supervisor]);
            Assert.InRange(row.TimeToRespondSeconds, 60, 3_600);
        });
    }

    [Fact]
    public void Priorities_MostAreLow_AndFewAreHigh()
    {
        Assert.InRange(AlarmCatalogue.Rows.Count(row => row.Priority is AlarmPriority.P1), 1, 2);
        Assert.Equal(["duress"], AlarmCatalogue.Rows.Where(row => row.NeverShelve).Select(row => row.Class));
    }

    [Fact]
    public void GeofenceConditions_Always_HaveARow() =>
        Assert.All(Enum.GetNames<GeofenceCondition>(), name => Assert.NotNull(AlarmCatalogue.Find($"geofence-{name.ToLowerInvariant()}")));

    [Fact]
    public void Of_WithAGeofencesRule_HasWhatThatRuleSays()
    {
        var alarm = new GeofenceAlarm(AlarmPriority.P1, "barrier open", "goods may go", "send a patrol", Roles.Commander, 90);
        var fence = new Geofence
        {
            Name = "Yard 3", Shape = GeofenceShape.Circle, Lines = [], Rules =
            [
                new GeofenceRule { On = GeofenceCondition.Dwell, Kinds = [TrackKind.Truck], Seconds = 1_800, Alarm = alarm },
                new GeofenceRule { On = GeofenceCondition.Leave },
            ],
        };

        var row = Assert.Single(AlarmCatalogue.Of(new GeofenceSet(1, 0, [fence])), row => row.Zone is not null);

        Assert.Equal(("geofence-dwell", "Yard 3", AlarmPriority.P1, "barrier open", 90), (row.Class, row.Zone, row.Priority, row.Cause, row.TimeToRespondSeconds));
        Assert.EndsWith("Limit: 1800 s. For: Truck.", row.Rule, StringComparison.Ordinal);
    }

    /// <summary>On a difference the message holds the table as it has to be.</summary>
    [Fact]
    public void Readme_HasTheCatalogue()
    {
        var expected = "\n| class | priority | rule | cause | consequence | response | owner | to respond | root cause |\n|---|---|---|---|---|---|---|---|---|\n"
            + string.Concat(AlarmCatalogue.Rows.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"| `{row.Class}` | {row.Priority} | {row.Rule} | {row.Cause} | {row.Consequence} | {row.Response} | {row.Owner} | {row.TimeToRespondSeconds} s | {row.RootCause} |\n")));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src", "OpsHub.Domain", "Alarms", "README.md")).ReplaceLineEndings("\n");
        var told = readme.Split("<!-- catalogue -->")[1].Split("<!-- /catalogue -->")[0];
        Assert.True(expected == told, $"The catalogue in src/OpsHub.Domain/Alarms/README.md has to be:\n{expected}");
    }
}
