using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Common;
using OpsHub.Domain.Selectivity;

namespace OpsHub.Domain.Ports;

/// <summary>What a port answers to commands, and when its random seed changes.</summary>
public static class PortRules
{
    /// <summary>
    /// After a new seed is in use, evaluators may draw with the old one for as long as they keep a snapshot, which is a
    /// second at most. Revealing it ten minutes later is far beyond that and still the same night.
    /// </summary>
    public static readonly TimeSpan RevealAfter = TimeSpan.FromMinutes(10);

    private const int MaxPlaces = 2_000;
    private const int MaxPlanCharacters = 4_000_000;

    private static readonly string[] s_kinds = ["berth", "yard", "gate", "bay", "scanner", "anchorage", "channel", "zone", "building"];

    /// <param name="id">The port asked.</param>
    /// <param name="state">Null before the first configuration.</param>
    /// <param name="command">The configuration; it replaces the one before as a whole.</param>
    /// <param name="seed">For a port's first day: random bytes, <see cref="RandomSelection.SeedBytes"/>.</param>
    /// <param name="now">Arrival of the command.</param>
    public static Decision<PortGrainEvent> Configure(PortId id, PortState? state, ConfigurePort command, ReadOnlySpan<byte> seed, DateTimeOffset now)
    {
        var configuration = command.Configuration;
        if (configuration.Port != id)
            return new Refusal("WrongPort", $"The configuration is of {configuration.Port}, not of {id}.", "port", id.Value);
        if (Validate(configuration).ToRefusal("ConfigurationInvalid") is { } invalid)
            return invalid;
        if (state is not null && configuration.TrackShards != state.Configuration.TrackShards)
        {
            return new Refusal(
                "TrackShardsFixed", "Tracks exist; another count of shards would not find them.", "trackShards",
                state.Configuration.TrackShards.ToString(CultureInfo.InvariantCulture));
        }

        var configured = new PortConfigured { Port = id, Configuration = configuration };
        return state is null
            ? Decision<PortGrainEvent>.Accept(configured, Commit(id, DayOf(configuration, now), seed))
            : configured;
    }

    /// <summary>A new day's seed, and the seeds that are out of use for long enough. Nothing when neither is due.</summary>
    public static Decision<PortGrainEvent> TurnSeeds(PortState state, ReadOnlySpan<byte> seed, DateTimeOffset now)
    {
        var id = state.Configuration.Port;
        var events = ImmutableArray.CreateBuilder<PortGrainEvent>();
        var today = DayOf(state.Configuration, now);
        var newest = state.Seeds[^1];
        if (newest.Day < today)
            events.Add(Commit(id, today, seed));
        else if (now - newest.CommittedAt >= RevealAfter)
            events.AddRange(state.Seeds[..^1].Select(s => new SeedRevealed { Port = id, Day = s.Day, Seed = s.Seed }));
        return Decision<PortGrainEvent>.Accept(events.ToArray());
    }

    /// <summary>True when <see cref="TurnSeeds"/> would do something.</summary>
    public static bool AreSeedsDue(PortState state, DateTimeOffset now) =>
        state.Seeds[^1].Day < DayOf(state.Configuration, now) || (state.Seeds.Length > 1 && now - state.Seeds[^1].CommittedAt >= RevealAfter);

    /// <summary>The state after an event.</summary>
    /// <param name="state">Null before the first event.</param>
    /// <param name="happened">The event.</param>
    /// <param name="seed">The secret behind a <see cref="SeedCommitted"/>: it is stored beside the event, never in it.</param>
    /// <param name="at">When it happened.</param>
    public static PortState Evolve(PortState? state, PortGrainEvent happened, ReadOnlySpan<byte> seed, DateTimeOffset at) => happened switch
    {
        PortConfigured e => (state ?? new PortState { Configuration = e.Configuration }) with
        {
            Configuration = e.Configuration, SelectivityVersion = (state?.SelectivityVersion ?? 0) + 1,
        },
        SeedCommitted e => state! with
        {
            Seeds = state.Seeds.Add(new DailySeed(e.Day, Convert.ToHexStringLower(seed), e.Commitment, at)),
            SelectivityVersion = state.SelectivityVersion + 1,
        },
        GeofencesChanged e => state! with
        {
            Geofences = e.After ?? throw new InvalidOperationException("A change of geofences from the log has not the geofences."),
            GeofenceNumber = e.LastNumber,
        },
        SeedRevealed e => state! with { Seeds = state.Seeds.RemoveAll(s => s.Day == e.Day) },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is not an event of a port."),
    };

    /// <summary>The state with a profile set or (null) taken out; the same state when that changes nothing.</summary>
    public static PortState SetProfile(PortState state, RiskProfileId profile, ProfileDefinition? definition)
    {
        var known = state.Profiles.GetValueOrDefault(profile.Value);
        // A reaction that is repeated after a crash may bring an older version again.
        if (definition is null ? known is null : known?.Version >= definition.Version)
            return state;
        return state with
        {
            Profiles = definition is null ? state.Profiles.Remove(profile.Value) : state.Profiles.SetItem(profile.Value, definition),
            RetiredProfiles = definition is null ? (state.RetiredProfiles ?? []).Add(profile.Value) : state.RetiredProfiles?.Remove(profile.Value),
            SelectivityVersion = state.SelectivityVersion + 1,
        };
    }

    /// <summary>
    /// What evaluators work with: profiles, thresholds, and the newest seed whose commitment the ledger has. Null before
    /// the first has.
    /// </summary>
    /// <param name="state">The port.</param>
    /// <param name="unpublishedSeeds">How many of the newest commitments are not in the ledger yet.</param>
    public static SelectivitySnapshot? Snapshot(PortState state, int unpublishedSeeds)
    {
        if (state.Seeds.Length <= unpublishedSeeds)
            return null;
        var seed = state.Seeds[^(1 + unpublishedSeeds)];
        var configuration = state.Configuration;
        return new SelectivitySnapshot(
            SnapshotVersion(state, unpublishedSeeds), [.. state.Profiles.Values], configuration.RandomRate, configuration.RedAtScore,
            configuration.YellowAtScore, configuration.BlueAtScore, seed.Commitment, [.. Convert.FromHexString(seed.Seed)]);
    }

    /// <summary>Rises when the newest commitment reaches the ledger too, since from then on another seed is used.</summary>
    public static long SnapshotVersion(PortState state, int unpublishedSeeds) => (2 * state.SelectivityVersion) + (unpublishedSeeds == 0 ? 1 : 0);

    private static SeedCommitted Commit(PortId port, DateOnly day, ReadOnlySpan<byte> seed) => new()
    {
        Port = port, Day = day, Commitment = RandomSelection.Commitment(seed),
    };

    private static DateOnly DayOf(PortConfiguration configuration, DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(configuration.TimeZone)).DateTime);

    private static FindingList Validate(PortConfiguration c)
    {
        var findings = new FindingList(100);
        if (!CodeShapes.IsPort(c.Port.Value))
            findings.Add("port", "is no port code", c.Port.Value, "UN/LOCODE, five upper-case letters or digits, like EETLL");
        if (!CodeShapes.IsText(c.Name, 1, 100))
            findings.Add("name", "is missing or too long", c.Name, "1 to 100 printable characters");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(c.TimeZone ?? "", out _))
            findings.Add("timeZone", "is unknown here", c.TimeZone, "an IANA zone, like Europe/Tallinn");
        Position(c.LatitudeDegrees, c.LongitudeDegrees, "", findings);
        Range(c.Zoom, 0, 22, "zoom", findings);
        Range(c.RandomRate, 0, 1, "randomRate", findings);
        Range(c.OfferSeconds, 10, 3_600, "offerSeconds", findings);
        Range(c.TrackShards, 1, 1_024, "trackShards", findings);
        Range(c.QueueLimit, 1, 5_000, "queueLimit", findings);
        Range(c.HoldLimitHours ?? 1, 1, 720, "holdLimitHours", findings);
        Range(c.AlarmOperators ?? 1, 1, 100, "alarmOperators", findings);
        var silence = c.Silence ?? new SilenceLimits();
        Silence(silence.OfficerSeconds, "silence.officerSeconds", findings);
        Silence(silence.TruckSeconds, "silence.truckSeconds", findings);
        Silence(silence.CargoSeconds, "silence.cargoSeconds", findings);
        if (!(c.RedAtScore > c.YellowAtScore && c.YellowAtScore > c.BlueAtScore && c.BlueAtScore > 0))
            findings.Add("redAtScore", "does not descend to yellow and blue", c.RedAtScore, "redAtScore > yellowAtScore > blueAtScore > 0");
        if (c.PlanGeoJson is null or { Length: > MaxPlanCharacters })
            findings.Add("planGeoJson", "is missing or too large", c.PlanGeoJson?.Length, "a GeoJSON FeatureCollection of at most 4 MB");
        Places(c, findings);
        return findings;
    }

    private static void Places(PortConfiguration c, FindingList findings)
    {
        if (c.Places.IsDefaultOrEmpty)
            return;
        if (c.Places.Length > MaxPlaces)
            findings.Add("places", "are too many", c.Places.Length, $"at most {MaxPlaces}");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Math.Min(c.Places.Length, MaxPlaces); i++)
        {
            var place = c.Places[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"places[{i}].");
            if (!CodeShapes.IsText(place.Name, 1, 100) || !names.Add(place.Name))
                findings.Add($"{path}name", "is missing, too long or occurs twice", place.Name, "a name of its own, 1 to 100 characters");
            if (!s_kinds.Contains(place.Kind))
                findings.Add($"{path}kind", "is unknown", place.Kind, $"one of {string.Join(", ", s_kinds)}");
            if (place.Capacity is < 1 or > 10_000)
                findings.Add($"{path}capacity", "is out of range", place.Capacity, "1 to 10000, or nothing");
            Position(place.LatitudeDegrees, place.LongitudeDegrees, path, findings);
        }
    }

    private static void Silence(int seconds, string field, FindingList findings)
    {
        if (seconds is not (0 or (>= 30 and <= 86_400)))
            findings.Add(field, "is out of range", seconds, "30 to 86400, or 0 for no alarm");
    }

    private static void Position(double latitude, double longitude, string path, FindingList findings)
    {
        Range(latitude, -90, 90, $"{path}latitudeDegrees", findings);
        Range(longitude, -180, 180, $"{path}longitudeDegrees", findings);
    }

    private static void Range(double value, double least, double most, string field, FindingList findings)
    {
        if (!(value >= least && value <= most))
            findings.Add(field, "is out of range", value, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
    }
}
