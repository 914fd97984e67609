using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Shipments;

/// <summary>The examination a lane asks for.</summary>
public static class InspectionOrder
{
    /// <summary>From this score on a case is examined at once.</summary>
    private const int UrgentScore = 80;

    /// <summary>
    /// Null when the lane asks for none. Times and priorities are defaults of this slice: P1 within one hour, P2 two, P3 four.
    /// </summary>
    /// <param name="state">The shipment, in its lane.</param>
    /// <param name="port">Where to examine; null uses the names every port has.</param>
    /// <param name="since">When the lane was entered.</param>
    /// <param name="commandId">Derived from the event, so that a repeat is recognised.</param>
    public static OpenInspection? For(ShipmentState state, PortConfiguration? port, DateTimeOffset since, CommandId commandId)
    {
        if (ShipmentRules.IsReleaseLane(state.Lane) || state.Decision is not { } decision)
            return null;
        var isPhysical = state.Lane == Lane.Red;
        var priority = decision.Score >= UrgentScore ? CasePriority.P1 : isPhysical ? CasePriority.P2 : CasePriority.P3;
        return new OpenInspection
        {
            CommandId = commandId,
            Actor = Actor.Of("shipment"),
            Kind = isPhysical ? InspectionKind.Intensive : InspectionKind.Documents,
            Lane = state.Lane,
            Priority = priority,
            LoadMinutes = decision.LoadMinutes,
            DueAt = since + DueWithin(priority),
            ImporterId = state.Declaration.ImporterId,
            DeclarantId = state.Declaration.DeclarantId,
            Skills = Skills(state.Declaration, isPhysical),
            Zone = Zone(state, port, isPhysical),
            Containers = state.Declaration.Containers.IsDefault ? [] : state.Declaration.Containers,
            Briefing = decision.Explanation,
            ProfileAuthors = [.. decision.Hits.Where(h => h.Author is not null).Select(h => h.Author!.Value).Distinct()],
        };
    }

    private static TimeSpan DueWithin(CasePriority priority) => TimeSpan.FromHours(priority switch
    {
        CasePriority.P1 => 1,
        CasePriority.P2 => 2,
        _ => 4,
    });

    /// <summary>Explosives (HS chapter 36) and arms (93) are opened only by officers trained for dangerous goods.</summary>
    private static ImmutableArray<string> Skills(Declaration declaration, bool isPhysical)
    {
        if (!isPhysical)
            return ["documents"];
        var isDangerous = declaration.Items.Any(i => i.HsCode.StartsWith("36", StringComparison.Ordinal) || i.HsCode.StartsWith("93", StringComparison.Ordinal));
        return isDangerous ? ["physical", "dangerous-goods"] : ["physical"];
    }

    /// <summary>Where the cargo was last seen; before it was, the port's first inspection bay or zone.</summary>
    private static string Zone(ShipmentState state, PortConfiguration? port, bool isPhysical)
    {
        if (!isPhysical)
            return "Documents desk";
        if (state.Movements.LastOrDefault(m => m.Kind is not (MovementKind.GateOut or MovementKind.Loaded)) is { } last)
            return last.Place;
        var places = port?.Places ?? [];
        return (places.FirstOrDefault(p => p.Kind == "bay") ?? places.FirstOrDefault(p => p.Kind == "zone"))?.Name ?? "Inspection area";
    }
}
