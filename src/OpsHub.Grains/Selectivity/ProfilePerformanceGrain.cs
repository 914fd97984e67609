using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Ledger;
using OpsHub.Domain.Selectivity;
using OpsHub.Grains.Publication;
using OpsHub.Storage.Journals;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Selectivity;

/// <summary>
/// Counts a port's log into its profiles and into days of its lanes. Key: port. Durable: <see cref="ProfileTallyState"/>. Called by the port's timer and the gateway.
/// Not reentrant but for questions. The log is read where it lies, and only the few entries that matter are decoded, so an import costs a
/// fraction of a microsecond a declaration here. Counts are written before they are told, with the sequence that tells a
/// profile a repeat, so a crash between counts nothing twice.
/// </summary>
internal sealed class ProfilePerformanceGrain([PersistentState("tally")] IPersistentState<ProfileTallyState> stored, IJournal journal, TimeProvider time)
    : StoredGrain<ProfileTallyState>(stored), IProfilePerformanceGrain
{
    /// <summary>A stretch: enough to keep up with an import in a few calls, little enough to be read in a few tenths of a second.</summary>
    private const int MaxEntries = 20_000;

    public async Task<bool> CatchUp()
    {
        await TellUntold();
        var tally = new ProfileTally(State);
        var readUpTo = State.ReadUpTo;
        await foreach (var entry in journal.ReadAsync(PortLog.StreamOf(new PortId(this.GetPrimaryKeyString())), State.ReadUpTo + 1, MaxEntries))
        {
            Count(tally, entry.Bytes.Span);
            readUpTo = entry.Number;
        }

        var read = readUpTo - State.ReadUpTo;
        if (read == 0)
            return false;
        await Save(tally.Finish(readUpTo));
        await TellUntold();
        return read == MaxEntries;
    }

    public async Task<SelectivityStanding?> Standing()
    {
        var port = new PortId(this.GetPrimaryKeyString());
        if (await GrainFactory.Port(port).Get() is not { } configuration)
            return null;
        var views = await Task.WhenAll((await GrainFactory.Port(port).Profiles()).Select(profile => GrainFactory.RiskProfile(profile).Get()));
        var counted = State.ToView();
        var now = time.GetUtcNow();
        return new SelectivityStanding(
            configuration.RandomRate, configuration.RedAtScore, configuration.YellowAtScore, configuration.BlueAtScore, counted,
            [.. views.OfType<RiskProfileView>().Select(view => ProfileReview.Of(view, counted, now))]);
    }

    private static void Count(ProfileTally tally, ReadOnlySpan<byte> entry)
    {
        LedgerEntryCodec.Peek(entry, out var at, out var type, out var data);
        if (type.SequenceEqual("laneAssigned"u8) || type.SequenceEqual("inspectionOutcomeRecorded"u8))
            tally.Count(JsonSerializer.Deserialize<ShipmentEvent>(data, ContractJson.Options)!, at);
    }

    /// <summary>Told ones are taken off the record with the next stretch: telling them twice changes nothing.</summary>
    private async Task TellUntold()
    {
        // Counts of an older form have no days.
        foreach (var counts in State.Untold.Where(c => !c.Days.IsDefaultOrEmpty))
        {
            await GrainFactory.RiskProfile(new RiskProfileId(counts.Profile))
                .RecordPerformance(State.ReadUpTo, counts.Version, counts.Days);
        }
    }
}
