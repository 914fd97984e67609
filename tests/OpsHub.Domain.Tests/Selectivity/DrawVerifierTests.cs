using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Tests.Shipments;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class DrawVerifierTests
{
    private static readonly DateOnly s_day = new(2026, 3, 1);
    private static readonly string s_commitment = RandomSelection.Commitment(SelectivityCase.Seed);

    private readonly DrawVerifier _verifier = new();
    private long _sequence;

    [Fact]
    public void Draws_OfAMillion_AreWithinTheBinomialInterval_AllRepeat_AndAForgedOneIsFound()
    {
        const int count = 1_000_000;
        const double rate = 0.02;
        var draws = Enumerable.Range(0, count).Select(i => RandomSelection.Draw(SelectivityCase.Seed, s_commitment, $"D{i}", rate)).ToArray();

        // 20,000 expected, standard deviation 140: the 99.9 % interval is 3.29 of them either way.
        Assert.InRange(draws.Count(d => d.Drawn), 20_000 - 461, 20_000 + 461);
        Assert.Equal(count, Enumerable.Range(0, count).Count(i => DrawVerifier.IsRight(draws[i], SelectivityCase.Seed, $"D{i}")));
        var spared = Array.FindIndex(draws, d => d.Drawn);
        draws[spared] = draws[spared] with { Drawn = false };
        Assert.False(DrawVerifier.IsRight(draws[spared], SelectivityCase.Seed, $"D{spared}"));
        Assert.False(DrawVerifier.IsRight(draws[0], SelectivityCase.Seed, "D1"));
    }

    [Fact]
    public void Report_WhenAllIsRight_HasNoFault()
    {
        Commit();
        for (var i = 0; i < 2_000; i++)
            Decide($"D{i}");
        var before = _verifier.Report();
        Reveal(SelectivityCase.Seed);
        Decide("D2000");

        var after = _verifier.Report();

        Assert.Equal((2_000, 0, 2_000), (before.Draws, before.Repeated, before.Waiting));
        Assert.Equal((2_001, 2_000, 1, 0), (after.Draws, after.Repeated, after.Waiting, after.FaultCount));
        Assert.Equal(2_001 * 0.02, after.Expected, 9);
        Assert.InRange(after.Drawn, after.Expected - (4 * after.Deviation), after.Expected + (4 * after.Deviation));
    }

    [Fact]
    public void Report_NamesEachKindOfFault()
    {
        Decide("EARLY");
        Commit();
        Decide("SPARED", draw => draw with { Drawn = !draw.Drawn, Rate = 0 });
        Decide("CHOSEN", draw => draw with { Value = 0.001, Drawn = true });
        Decide("LENIENT", draw => draw with { Rate = 1, Drawn = true }, Lane.Green);
        Decide("NONE", _ => null);
        Reveal([.. SelectivityCase.Seed.Reverse()]);
        Reveal(SelectivityCase.Seed);

        var report = _verifier.Report();

        Assert.Equal(
            [
                (2L, DrawFaultKind.NotCommitted), (9, DrawFaultKind.Ignored), (11, DrawFaultKind.Missing), (12, DrawFaultKind.WrongSeed),
                (5, DrawFaultKind.Forged), (7, DrawFaultKind.Forged),
            ],
            report.Faults.Select(f => (f.Sequence, f.Kind)));
        Assert.Equal(6, report.FaultCount);
    }

    [Fact]
    public void Amendment_IsNotDrawnAgain()
    {
        Commit();
        Add(new DeclarationLodged { Shipment = new("EETLL-D1"), Declaration = ShipmentCase.Declaration(2, 100) with { DeclarationId = "D1" } });
        Add(new LaneAssigned { Shipment = new("EETLL-D1"), Decision = ShipmentCase.Lane(Lane.Green) with { Draw = null } });

        Assert.Equal((0, 0), (_verifier.Report().Draws, _verifier.Report().FaultCount));
    }

    private void Commit() => Add<PortGrainEvent>("seedCommitted", new SeedCommitted { Port = ShipmentCase.Port, Day = s_day, Commitment = s_commitment });

    private void Reveal(byte[] seed) => Add<PortGrainEvent>("seedRevealed", new SeedRevealed { Port = ShipmentCase.Port, Day = s_day, Seed = Convert.ToHexStringLower(seed) });

    private void Decide(string id, Func<RandomDraw, RandomDraw?>? change = null, Lane? lane = null)
    {
        var draw = RandomSelection.Draw(SelectivityCase.Seed, s_commitment, id, 0.02);
        var told = change is null ? draw : change(draw);
        Add(new DeclarationLodged { Shipment = new($"EETLL-{id}"), Declaration = ShipmentCase.Declaration(1, 100) with { DeclarationId = id } });
        Add(new LaneAssigned
        {
            Shipment = new($"EETLL-{id}"),
            Decision = ShipmentCase.Lane(lane ?? (told is { Drawn: true } ? Lane.Red : Lane.Green)) with { Draw = told },
        });
    }

    private void Add(ShipmentEvent happened) => Add(happened is DeclarationLodged ? "declarationLodged" : "laneAssigned", happened);

    private void Add<T>(string type, T happened)
        where T : IPortEventData => _verifier.Add(new PortEvent(
            ShipmentCase.Port, ++_sequence,
            new PortEventDraft("test", _sequence, SelectivityCase.Now, happened.Topic, type, happened.Subject, Actor.Of("test"), JsonSerializer.Serialize(happened, ContractJson.Options)),
            "", ""));
}
