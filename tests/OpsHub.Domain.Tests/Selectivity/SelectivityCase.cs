using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Tests.Shipments;

namespace OpsHub.Domain.Tests.Selectivity;

internal static class SelectivityCase
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    public static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static ProfileDefinition Profile(string name, int weight, Lane lane, string when = "hs2 = '85'") => new(
        RiskProfileId.Of(ShipmentCase.Port, name), 1, $"Profile {name}", when, weight, lane, 5, new UserId("ana"), Now.AddDays(-1), Now.AddDays(1));

    public static SelectivitySnapshot Snapshot(double rate, params ProfileDefinition[] profiles) => new(
        1, [.. profiles], rate, 60, 35, 20, RandomSelection.Commitment(Seed), [.. Seed]);

    public static LaneDecision Evaluate(double rate, params ProfileDefinition[] profiles) =>
        CompiledSelectivity.Compile(Snapshot(rate, profiles)).Evaluate(ShipmentCase.Declaration(), Now);

    public static LaneDecision Evaluate(Declaration declaration, params ProfileDefinition[] profiles) =>
        CompiledSelectivity.Compile(Snapshot(0, profiles)).Evaluate(declaration, Now);
}
