using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>How what is known of a tracker adds up.</summary>
public static class TrackDescriptions
{
    /// <summary>What the later one says wins; what it does not say stays.</summary>
    public static TrackDescription Merge(TrackDescription? known, TrackDescription said) => known is null ? said : new TrackDescription(
        said.Tracker,
        said.Kind == TrackKind.Unknown ? known.Kind : said.Kind,
        said.Label ?? known.Label,
        said.CallSign ?? known.CallSign,
        said.Imo ?? known.Imo,
        said.ShipType ?? known.ShipType,
        said.LengthMetres ?? known.LengthMetres,
        said.BeamMetres ?? known.BeamMetres,
        said.DraughtMetres ?? known.DraughtMetres,
        said.Destination ?? known.Destination,
        said.EstimatedArrivalAt ?? known.EstimatedArrivalAt,
        said.Carries ?? known.Carries,
        Merge(known.Seal, said.Seal));

    /// <summary>The same state again is no news, and what is older neither: a tracker hands in late what it could not send.</summary>
    private static SealReport? Merge(SealReport? known, SealReport? said) =>
        known is null || (said is not null && said.State != known.State && said.At > known.At) ? said ?? known : known;
}
