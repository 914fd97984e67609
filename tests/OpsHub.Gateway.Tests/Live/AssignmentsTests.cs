using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Tests.Live;

/// <summary>What an officer is told of a case that goes from one colleague to the next.</summary>
public sealed class AssignmentsTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly InspectionId s_case = InspectionId.Of(new ShipmentId("EETLL-A1"), 1);
    private static readonly OfficerId s_anna = new("anna");
    private static readonly OfficerId s_berta = new("berta");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PortBoard _board;
    private long _sequence;

    public AssignmentsTests()
    {
        var meters = new GatewayMeters(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var options = new LiveOptions();
        _board = new PortBoard(HubHost.Tallinn, new TrackBoard(options, TimeProvider.System, meters), options, TimeProvider.System, meters);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Assignments_OfACaseThatWentOn_KeepTheirNumbersAndTellNothingOfTheColleague()
    {
        Happens(new InspectionOffered { Inspection = s_case, Officer = s_anna, After = Case(1, InspectionStatus.Offered, s_anna) });
        Happens(new InspectionDeclined { Inspection = s_case, Officer = s_anna, Reason = "I know the importer", Recused = true, After = Case(2, InspectionStatus.Queued, null) });
        Happens(new InspectionOffered { Inspection = s_case, Officer = s_berta, After = Case(3, InspectionStatus.Offered, s_berta) });
        Happens(new InspectionAccepted { Inspection = s_case, Officer = s_berta, After = Case(4, InspectionStatus.Accepted, s_berta) });
        Happens(new FindingsSubmitted
        {
            Inspection = s_case, Officer = s_berta, Outcome = InspectionOutcome.Released, Findings = "Nothing found by Berta", After = Case(5, InspectionStatus.FindingsSubmitted, s_berta),
        });

        Assert.Equal(["inspectionOffered", "inspectionDeclined", "withheld", "withheld", "withheld"], Told(s_anna).Select(e => e.Type));
        Assert.Equal([1L, 2, 3, 4, 5], Told(s_anna).Select(e => e.Seq));
        Assert.DoesNotContain("berta", string.Concat(Told(s_anna).Select(e => JsonSerializer.Serialize(e, ContractJson.Options))), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["inspectionOffered", "inspectionAccepted", "findingsSubmitted"], Told(s_berta).Select(e => e.Type));
    }

    [Fact]
    public void Assignments_TellWhoHadTheCase_ThatItWasTakenAway()
    {
        Happens(new InspectionAccepted { Inspection = s_case, Officer = s_anna, After = Case(1, InspectionStatus.Accepted, s_anna) });
        Happens(new InspectionWithdrawn { Inspection = s_case, Officer = s_anna, Reason = "Moved", After = Case(2, InspectionStatus.Queued, null) });

        Assert.Equal(["inspectionAccepted", "inspectionWithdrawn"], Told(s_anna).Select(e => e.Type));
    }

    private void Happens(InspectionEvent happened)
    {
        var data = JsonSerializer.Serialize(happened, ContractJson.Options);
        var type = JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()!;
        var draft = new PortEventDraft($"inspection/{s_case}", ++_sequence, s_now, Topics.Inspections, type, s_case.Value, Actor.Of("test"), data);
        _board.Apply([new PortEvent(HubHost.Tallinn, _sequence, draft, "", $"{_sequence:x64}")]);
    }

    /// <summary>As the hub would send it to that officer.</summary>
    private ImmutableArray<Contracts.Live.TopicEvent> Told(OfficerId officer)
    {
        var entries = new List<TopicEntry>();
        Assert.True(_board.TryRead(Topics.Assignments(officer), 1, 100, entries));
        return [.. entries.Select(entry => entry.EventFor(officer))];
    }

    private static InspectionView Case(long version, InspectionStatus status, OfficerId? officer) => new()
    {
        Id = s_case, Version = version, Status = status, Kind = InspectionKind.Intensive, Lane = Lane.Red, Priority = CasePriority.P2,
        LoadMinutes = 15, OpenedAt = s_now, DueAt = s_now.AddHours(2), Zone = "Bay 1", Briefing = "Examine the goods.", Officer = officer,
        ImporterId = "IMPORTER", DeclarantId = "DECLARANT", NotAgain = officer == s_berta ? [s_anna] : [],
    };
}
