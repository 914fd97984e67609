using System.Collections.Immutable;
using System.Numerics;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity.Conditions;

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
    private readonly ProfileIndex _index;

    private CompiledSelectivity(SelectivitySnapshot snapshot, CompiledProfile[] profiles)
    {
        _snapshot = snapshot;
        _profiles = profiles;
        _index = new ProfileIndex([.. profiles.Select(p => p.Condition)]);
    }

    public long Version => _snapshot.Version;

    public static CompiledSelectivity Compile(SelectivitySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var profiles = new List<CompiledProfile>();
        var unreadable = ImmutableArray.CreateBuilder<string>();
        foreach (var definition in snapshot.Profiles)
        {
            if (Condition.Compile(definition.When, out var finding) is { } condition)
                profiles.Add(new CompiledProfile(definition, condition));
            else
                unreadable.Add($"{definition.Profile} version {definition.Version}: 'when' {finding!.Problem}; right would be {finding.Expected}");
        }

        return new CompiledSelectivity(snapshot, [.. profiles]) { Unreadable = unreadable.ToImmutable() };
    }

    /// <summary>
    /// Profiles that were published by a program that understood more, or other, conditions: they hit nothing, and the others
    /// go on. Empty otherwise, since <see cref="ProfileRules"/> lets nothing else in.
    /// </summary>
    public ImmutableArray<string> Unreadable { get; private init; } = [];

    /// <summary>The lane of a declaration that passed <see cref="Domain.Shipments.DeclarationRules"/>.</summary>
    public LaneDecision Evaluate(Declaration declaration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        // Drawn at lodgement, once: an amendment must not get a second chance, in either direction.
        var draw = declaration.Version == 1
            ? RandomSelection.Draw(_snapshot.Seed.AsSpan(), _snapshot.SeedCommitment, declaration.DeclarationId, _snapshot.RandomRate)
            : null;
        var hits = Hits(declaration, now);
        var score = 0;
        var supplement = 0;
        var profileLane = Lane.Green;
        foreach (var profile in hits.Profiles)
        {
            score += profile.Weight;
            supplement += profile.SupplementMinutes;
            if (profile.Lane < profileLane)
                profileLane = profile.Lane;
        }

        score = Math.Min(score, 100);
        var (lane, source) = Strictest(profileLane, LaneOf(score), draw);
        var load = Math.Min(BaseMinutes + (MinutesPerItem * declaration.Items.Length) + supplement, MaxMinutes);
        return new LaneDecision(lane, source, score, hits.Hits, draw, load, Version, Explanation.Of(lane, source, score, hits.Hits), now);
    }

    /// <summary>In the order of the snapshot.</summary>
    private (List<ProfileDefinition> Profiles, ImmutableArray<ProfileHit> Hits) Hits(Declaration declaration, DateTimeOffset now)
    {
        var facts = new DeclarationFacts(declaration);
        var profiles = new List<ProfileDefinition>();
        var hits = ImmutableArray.CreateBuilder<ProfileHit>();
        Span<ulong> candidates = _index.Words <= 64 ? stackalloc ulong[_index.Words] : new ulong[_index.Words];
        _index.Find(declaration, candidates);
        for (var word = 0; word < candidates.Length; word++)
        {
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var profile = _profiles[(word << 6) + BitOperations.TrailingZeroCount(bits)];
                if (!profile.Hits(facts, now))
                    continue;
                profiles.Add(profile.Definition);
                hits.Add(profile.Hit(facts));
            }
        }

        return (profiles, hits.DrainToImmutable());
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

    private sealed class CompiledProfile(ProfileDefinition definition, Condition condition)
    {
        public ProfileDefinition Definition { get; } = definition;

        public Condition Condition { get; } = condition;

        public bool Hits(DeclarationFacts facts, DateTimeOffset now) => now >= Definition.ValidFrom && now < Definition.ValidUntil && Condition.Holds(facts);

        public ProfileHit Hit(DeclarationFacts facts) => new(
            Definition.Profile, Definition.Version, Definition.Title, Definition.Weight, Definition.Lane, Condition.Explain(facts), Definition.Author);
    }
}
