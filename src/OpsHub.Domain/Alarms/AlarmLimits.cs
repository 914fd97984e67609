using System.Collections.Immutable;

namespace OpsHub.Domain.Alarms;

/// <summary>Limits from ISA-18.2 and EEMUA 191 (DOMAIN.md); ours are marked (default).</summary>
public static class AlarmLimits
{
    /// <summary>The list's limit. Above it only P1 is still taken (default).</summary>
    public const int Standing = 2_000;

    public const int ShelveMinMinutes = 1;
    public const int ShelveMaxMinutes = 480;

    /// <summary>Chattering: this many transitions within a minute.</summary>
    public const int ChatterTransitions = 3;

    /// <summary>A flood begins above this many in 10 minutes and ends below <see cref="FloodEnds"/>.</summary>
    public const int FloodBegins = 10;

    public const int FloodEnds = 5;

    /// <summary>Bounds memory in a flood; more than this a minute is chattering however it is counted (default).</summary>
    public const int Transitions = 1_000;

    public const int RecentRaises = 1_000;

    /// <summary>Suppressions of a port: more nobody can oversee (default).</summary>
    public const int Suppressions = 100;

    /// <summary>Alarms whose frequency is kept; beyond it the rarest is forgotten (default).</summary>
    public const int Frequencies = 100;

    /// <summary>Shown of the most frequent.</summary>
    public const int MostFrequent = 10;

    /// <summary>Alarms acknowledged at once: more than a screen can show, few enough for one write (default).</summary>
    public const int Bulk = 500;

    /// <summary>A day's alarms per operator that are acceptable, and the most that can be managed (EEMUA 191).</summary>
    public const int AcceptablePerDay = 150;

    public const int ManageablePerDay = 300;

    public static readonly TimeSpan ChatterWindow = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan FloodWindow = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan StaleAfter = TimeSpan.FromHours(24);

    /// <summary>P1 unacknowledged escalates at these ages (SCREENS.md).</summary>
    public static readonly ImmutableArray<TimeSpan> Escalations = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180)];
}
