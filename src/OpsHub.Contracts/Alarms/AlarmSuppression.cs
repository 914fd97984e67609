using System.Collections.Immutable;
using Orleans;

namespace OpsHub.Contracts.Alarms;

/// <summary>
/// A condition under which alarms say nothing new (ISA-18.2, suppressed by design): a place in maintenance, a port that is
/// closed, the consequences of what is known already. It never touches P1 or a call for help. Exactly one condition is
/// given: a window, weekly hours, or another alarm.
/// </summary>
[GenerateSerializer, Immutable, Alias("AlarmSuppression")]
public sealed record AlarmSuppression
{
    /// <summary>Its name within the port, 1 to 64 printable characters.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Classes of the catalogue, 1 to 32.</summary>
    [Id(1)] public required ImmutableArray<string> Classes { get; init; }

    /// <summary>Why these alarms mean nothing then, 1 to 400 characters.</summary>
    [Id(2)] public required string Reason { get; init; }

    /// <summary>Only alarms about this geofence; null: about any.</summary>
    [Id(3)] public string? Zone { get; init; }

    /// <summary>Only alarms of this root cause; null: of any.</summary>
    [Id(4)] public string? RootCause { get; init; }

    /// <summary>Window: from here. Null with the other conditions.</summary>
    [Id(5)] public DateTimeOffset? From { get; init; }

    /// <summary>Window: until here, at most 90 days after <see cref="From"/>.</summary>
    [Id(6)] public DateTimeOffset? Until { get; init; }

    /// <summary>Weekly hours, at most 28. Empty with the other conditions.</summary>
    [Id(7)] public ImmutableArray<WeeklyHours> Weekly { get; init; } = [];

    /// <summary>Weekly hours: IANA zone they are in.</summary>
    [Id(8)] public string? TimeZone { get; init; }

    /// <summary>Other alarms: a class of the catalogue. Holds while the condition of one of them stands and it is not quiet itself.</summary>
    [Id(9)] public string? WhileAlarm { get; init; }
}

/// <summary>Hours that come back every week, on the port's clock.</summary>
/// <param name="Day">1 Monday to 7 Sunday (ISO 8601): the day they begin.</param>
/// <param name="From">First minute.</param>
/// <param name="Until">End; not after <paramref name="From"/> means on the next day.</param>
[GenerateSerializer, Immutable, Alias("WeeklyHours")]
public sealed record WeeklyHours([property: Id(0)] int Day, [property: Id(1)] TimeOnly From, [property: Id(2)] TimeOnly Until);

/// <summary>Sets a suppression; one of the same name is replaced.</summary>
[GenerateSerializer, Immutable, Alias("PutAlarmSuppression")]
public sealed record PutAlarmSuppression : Command
{
    [Id(0)] public required AlarmSuppression Suppression { get; init; }
}

/// <summary>Ends a suppression: what it kept quiet and still stands is announced.</summary>
[GenerateSerializer, Immutable, Alias("RemoveAlarmSuppression")]
public sealed record RemoveAlarmSuppression : Command
{
    [Id(0)] public required string Name { get; init; }
}

/// <summary>A suppression and what it does now.</summary>
/// <param name="IsActive">True while its condition holds.</param>
/// <param name="ChangesAt">When time changes that next; null when not time does.</param>
/// <param name="Suppressed">Alarms it keeps quiet now.</param>
[GenerateSerializer, Immutable, Alias("AlarmSuppressionView")]
public sealed record AlarmSuppressionView(
    [property: Id(0)] AlarmSuppression Suppression,
    [property: Id(1)] UserId SetBy,
    [property: Id(2)] DateTimeOffset SetAt,
    [property: Id(3)] bool IsActive,
    [property: Id(4)] DateTimeOffset? ChangesAt,
    [property: Id(5)] int Suppressed);

/// <summary>A row of the alarm catalogue (ISA-18.2, rationalisation): why the alarm exists and what is asked of whom.</summary>
[GenerateSerializer, Immutable, Alias("AlarmCatalogueRow")]
public sealed record AlarmCatalogueRow
{
    [Id(0)] public required string Class { get; init; }

    /// <summary>Geofence whose rule it is; null for OpsHub's own.</summary>
    [Id(1)] public string? Zone { get; init; }

    [Id(2)] public required AlarmPriority Priority { get; init; }

    /// <summary>When it is raised and when it returns.</summary>
    [Id(3)] public required string Rule { get; init; }

    [Id(4)] public required string Cause { get; init; }
    [Id(5)] public required string Consequence { get; init; }
    [Id(6)] public required string Response { get; init; }

    /// <summary>Role that answers.</summary>
    [Id(7)] public required string Owner { get; init; }

    /// <summary>Seconds.</summary>
    [Id(8)] public required int TimeToRespondSeconds { get; init; }

    /// <summary>What alarms of the class are grouped by.</summary>
    [Id(9)] public required string RootCause { get; init; }

    /// <summary>True: never shelved, suppressed or taken out of service.</summary>
    [Id(10)] public bool NeverShelve { get; init; }
}
