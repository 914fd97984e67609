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

    public static ProfileDefinition Profile(string name, int weight, Lane lane, params Criterion[] criteria) => new(
        RiskProfileId.Of(ShipmentCase.Port, name), 1, $"Profile {name}", [.. criteria], weight, lane, 5, new UserId("ana"), Now.AddDays(-1), Now.AddDays(1));

    public static Criterion Is(string field, params string[] values) => new(field, values.Length == 1 ? "is" : "in", [.. values]);

    public static SelectivitySnapshot Snapshot(double rate, params ProfileDefinition[] profiles) => new(
        1, [.. profiles], rate, 60, 35, 20, RandomSelection.Commitment(Seed), [.. Seed]);

    public static LaneDecision Evaluate(double rate, params ProfileDefinition[] profiles) =>
        CompiledSelectivity.Compile(Snapshot(rate, profiles)).Evaluate(ShipmentCase.Declaration(), Now);

    public static LaneDecision Evaluate(Declaration declaration, params ProfileDefinition[] profiles) =>
        CompiledSelectivity.Compile(Snapshot(0, profiles)).Evaluate(declaration, Now);

    public static bool Holds(Declaration declaration, string field, string comparison, params string[] values) =>
        Evaluate(declaration, Profile("p", 0, Lane.Red, new Criterion(field, comparison, [.. values]))).Lane == Lane.Red;
}
