using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Common;
using OpsHub.Domain.Selectivity.Conditions;

namespace OpsHub.Domain.Selectivity;

/// <summary>What one profile keeps: its newest version and how it has done.</summary>
/// <param name="Definition">The newest version.</param>
/// <param name="Retired">True: not evaluated any more.</param>
/// <param name="Hits">Evaluations it hit.</param>
/// <param name="Confirmed">Completed examinations it led to that found something.</param>
/// <param name="FalseAlerts">Completed examinations it led to that found nothing.</param>
/// <param name="LogSequence">The port's log is counted up to here.</param>
public sealed record RiskProfileState(
    ProfileDefinition Definition, bool Retired = false, long Hits = 0, long Confirmed = 0, long FalseAlerts = 0, long LogSequence = 0)
{
    /// <summary>The newest <see cref="ProfileTally.KeptDays"/> days on which something happened, oldest first.</summary>
    public ImmutableArray<ProfileDay> Days { get; init; } = [];

    /// <summary>With what a stretch of the log says; unchanged for another version or a stretch that is counted already.</summary>
    public RiskProfileState Count(long upToSequence, int version, ImmutableArray<ProfileDay> days)
    {
        if (version != Definition.Version || upToSequence <= LogSequence)
            return this;
        var all = new SortedDictionary<DateOnly, ProfileDay>(Days.ToDictionary(d => d.Date));
        foreach (var day in days)
        {
            var known = all.GetValueOrDefault(day.Date) ?? new ProfileDay(day.Date, 0, 0, 0);
            all[day.Date] = new ProfileDay(day.Date, known.Hits + day.Hits, known.Confirmed + day.Confirmed, known.FalseAlerts + day.FalseAlerts);
        }

        return this with
        {
            LogSequence = upToSequence,
            Hits = Hits + days.Sum(d => (long)d.Hits),
            Confirmed = Confirmed + days.Sum(d => (long)d.Confirmed),
            FalseAlerts = FalseAlerts + days.Sum(d => (long)d.FalseAlerts),
            Days = [.. all.Values.TakeLast(ProfileTally.KeptDays)],
        };
    }

    public RiskProfileView ToView()
    {
        var (low, high) = WilsonInterval.Of(Confirmed, Confirmed + FalseAlerts);
        return new RiskProfileView(Definition, Retired, Hits, Confirmed, FalseAlerts, low, high, Days);
    }
}

/// <summary>What a profile answers to commands.</summary>
public static class ProfileRules
{
    public static Decision<ProfileEvent> Publish(RiskProfileId id, RiskProfileState? state, PublishProfile command, DateTimeOffset now)
    {
        // The version is the grain's to give, and the author is who asked: neither is taken from the sender.
        var definition = command.Definition with { Version = (state?.Definition.Version ?? 0) + 1, Author = command.Actor.User };
        if (definition.Profile != id)
            return new Refusal("WrongProfile", $"The definition is of {definition.Profile}, not of {id}.", "profile", id.Value);
        if (Validate(definition, now).ToRefusal("ProfileInvalid") is { } invalid)
            return invalid;
        return new ProfilePublished { Profile = id, Definition = definition };
    }

    public static Decision<ProfileEvent> Retire(RiskProfileState? state, RetireProfile command)
    {
        if (state is null)
            return new Refusal("NoSuchProfile", "No version of this profile was published.");
        if (!CodeShapes.IsText(command.Reason, 1, 200))
            return new Refusal("ReasonMissing", "A reason is needed.", "reason", "1 to 200 printable characters");
        return state.Retired ? Decision<ProfileEvent>.Nothing : new ProfileRetired { Profile = state.Definition.Profile, Reason = command.Reason };
    }

    public static RiskProfileState Evolve(RiskProfileState? state, ProfileEvent happened) => happened switch
    {
        // Another version is another rule: its hits and findings are counted from zero.
        ProfilePublished e => new RiskProfileState(e.Definition, LogSequence: state?.LogSequence ?? 0),
        ProfileRetired => state! with { Retired = true },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is not an event of a profile."),
    };

    private static bool IsName(string name) =>
        name is { Length: >= 1 and <= 60 } && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static FindingList Validate(ProfileDefinition d, DateTimeOffset now)
    {
        var findings = new FindingList(100);
        if (!IsName(d.Profile.Value.Split('/', 2)[^1]))
            findings.Add("profile", "has no proper name", d.Profile.Value, "port, slash, 1 to 60 letters, digits and hyphens");
        if (!CodeShapes.IsText(d.Title, 1, 120))
            findings.Add("title", "is missing or too long", d.Title, "1 to 120 printable characters");
        if (d.Weight is < 0 or > 100)
            findings.Add("weight", "is out of range", d.Weight, "0 to 100");
        if (!Enum.IsDefined(d.Lane))
            findings.Add("lane", "is unknown", d.Lane, "red, yellow, blue, or green for the weight only");
        if (d.SupplementMinutes is < 0 or > 240)
            findings.Add("supplementMinutes", "is out of range", d.SupplementMinutes, "minutes, 0 to 240");
        if (d.ValidUntil <= d.ValidFrom || d.ValidUntil <= now)
            findings.Add("validUntil", "leaves no time to be valid", d.ValidUntil.ToString("O", CultureInfo.InvariantCulture), "an instant after validFrom, in the future");
        if (Condition.Compile(d.When, out var finding) is null)
            findings.Add(finding!.Field, finding.Problem, finding.Value, finding.Expected);
        return findings;
    }
}
