using System.Collections.Immutable;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>
/// A port's profiles ready to evaluate; immutable, swapped as a whole. The random draw comes first and looks at nothing
/// but the id, so the drawn ones are a fair sample. Then profiles and score; the strictest answer is the lane.
/// </summary>
public sealed class CompiledSelectivity
{
    /// <summary>Load of a case, weighted minutes: 10, and 5 for each goods item, and what the profiles add (DOMAIN.md).</summary>
    private const int BaseMinutes = 10;
    private const int MinutesPerItem = 5;

    /// <summary>A case longer than a shift cannot be given to anybody.</summary>
    private const int MaxMinutes = 480;

    private readonly SelectivitySnapshot _snapshot;
    private readonly CompiledProfile[] _profiles;

    private CompiledSelectivity(SelectivitySnapshot snapshot, CompiledProfile[] profiles)
    {
        _snapshot = snapshot;
        _profiles = profiles;
    }

    public long Version => _snapshot.Version;

    public static CompiledSelectivity Compile(SelectivitySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new CompiledSelectivity(snapshot, [.. snapshot.Profiles.Select(p => new CompiledProfile(p))]);
    }

    /// <summary>The lane of a declaration that passed <see cref="Domain.Shipments.DeclarationRules"/>.</summary>
    public LaneDecision Evaluate(Declaration declaration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        // Drawn at lodgement, once: an amendment must not get a second chance, in either direction.
        var draw = declaration.Version == 1
            ? RandomSelection.Draw(_snapshot.Seed.AsSpan(), _snapshot.SeedCommitment, declaration.DeclarationId, _snapshot.RandomRate)
            : null;
        var hits = ImmutableArray.CreateBuilder<ProfileHit>();
        var score = 0;
        var supplement = 0;
        var profileLane = Lane.Green;
        foreach (var profile in _profiles)
        {
            if (!profile.Hits(declaration, now))
                continue;
            hits.Add(profile.Hit(declaration));
            score += profile.Definition.Weight;
            supplement += profile.Definition.SupplementMinutes;
            if (profile.Definition.Lane < profileLane)
                profileLane = profile.Definition.Lane;
        }

        score = Math.Min(score, 100);
        var (lane, source) = Strictest(profileLane, LaneOf(score), draw);
        var load = Math.Min(BaseMinutes + (MinutesPerItem * declaration.Items.Length) + supplement, MaxMinutes);
        var found = hits.DrainToImmutable();
        return new LaneDecision(lane, source, score, found, draw, load, Version, Explanation.Of(lane, source, score, found), now);
    }

    private Lane LaneOf(int score) =>
        score >= _snapshot.RedAtScore ? Lane.Red
        : score >= _snapshot.YellowAtScore ? Lane.Yellow
        : score >= _snapshot.BlueAtScore ? Lane.Blue
        : Lane.Green;

    /// <summary>Criteria before the draw's result: a declaration that would be Red anyway is Red for its criteria.</summary>
    private static (Lane Lane, LaneSource Source) Strictest(Lane profiles, Lane score, RandomDraw? draw)
    {
        var lane = profiles;
        var source = profiles == Lane.Green ? LaneSource.None : LaneSource.Profile;
        if (score < lane)
            (lane, source) = (score, LaneSource.Score);
        return draw is { Drawn: true } && Lane.Red < lane ? (Lane.Red, LaneSource.Random) : (lane, source);
    }

    private sealed class CompiledProfile(ProfileDefinition definition)
    {
        private readonly CompiledCriterion[] _criteria = [.. definition.Criteria.Select(CompiledCriterion.Of)];

        public ProfileDefinition Definition { get; } = definition;

        public bool Hits(Declaration declaration, DateTimeOffset now)
        {
            if (now < Definition.ValidFrom || now >= Definition.ValidUntil)
                return false;
            foreach (var criterion in _criteria)
            {
                if (!criterion.Holds(declaration))
                    return false;
            }

            return true;
        }

        public ProfileHit Hit(Declaration declaration) => new(
            Definition.Profile, Definition.Version, Definition.Title, Definition.Weight, Definition.Lane,
            string.Join("; ", _criteria.Select(c => $"{c.Words} ({c.Field.Show(declaration)})")), Definition.Author);
    }
}
