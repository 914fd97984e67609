using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Workload;

/// <summary>
/// <see cref="PairHistory"/> at one moment, by party: a plan asks it for every case with every officer, and most parties have
/// no history with anybody.
/// </summary>
internal sealed class PairCounts
{
    private readonly Dictionary<string, Dictionary<OfficerId, int>> timesByParty = new(StringComparer.Ordinal);

    public static PairCounts Of(PairHistory history, DateTimeOffset now)
    {
        var counts = new PairCounts();
        foreach (var (officer, party, times) in history.TimesAt(now))
        {
            if (!counts.timesByParty.TryGetValue(party, out var byOfficer))
                counts.timesByParty[party] = byOfficer = [];
            byOfficer[officer] = times;
        }
        return counts;
    }

    public OfCase Of(InspectionView @case) => new(
        timesByParty.GetValueOrDefault(PairHistory.Importer(@case)),
        @case.DeclarantId == @case.ImporterId ? null : timesByParty.GetValueOrDefault(PairHistory.Declarant(@case)),
        timesByParty.GetValueOrDefault(PairHistory.Zone(@case)));

    /// <summary>What there is for one case; null where nobody has any history.</summary>
    public readonly struct OfCase(Dictionary<OfficerId, int>? importer, Dictionary<OfficerId, int>? declarant, Dictionary<OfficerId, int>? zone)
    {
        /// <summary>As <see cref="PairHistory.Repeats"/>.</summary>
        public int Repeats(OfficerId officer) => Times(importer, officer) + Times(declarant, officer);

        /// <summary>As <see cref="PairHistory.Tenure"/>.</summary>
        public int Tenure(OfficerId officer) => Times(zone, officer);

        private static int Times(Dictionary<OfficerId, int>? byOfficer, OfficerId officer) => byOfficer?.GetValueOrDefault(officer) ?? 0;
    }
}
