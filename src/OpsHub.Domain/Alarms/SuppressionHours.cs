using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Alarms;

/// <summary>When a suppression's hours hold, and whether it may be set at all.</summary>
public static class SuppressionHours
{
    private const int MaxClasses = 32;
    private const int MaxWeekly = 28;

    /// <summary>Longer is no maintenance but a change of the catalogue (default).</summary>
    private static readonly TimeSpan s_longestWindow = TimeSpan.FromDays(90);

    /// <summary>Null when it may be set.</summary>
    public static Refusal? Check(AlarmSuppression? rule, DateTimeOffset now)
    {
        if (rule is null)
            return new Refusal("SuppressionInvalid", "There is no suppression.", "suppression", "name, classes, reason and a condition");
        var findings = new FindingList(100);
        if (!CodeShapes.IsText(rule.Name, 1, 64))
            findings.Add("suppression.name", "is missing or too long", rule.Name, "1 to 64 printable characters");
        if (!CodeShapes.IsText(rule.Reason, 1, 400))
            findings.Add("suppression.reason", "is missing or too long", rule.Reason, "1 to 400 printable characters");
        CheckClasses(rule, findings);
        CheckCondition(rule, now, findings);
        return findings.ToRefusal("SuppressionInvalid");
    }

    /// <summary>Whether its window or weekly hours hold. Its beginning is in, its end is not.</summary>
    public static bool IsActive(AlarmSuppression rule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Weekly.IsDefaultOrEmpty ? rule.From <= now && now < rule.Until : Spans(rule, now).Any(span => span.From <= now && now < span.Until);
    }

    /// <summary>The next instant after now at which <see cref="IsActive"/> changes; null when it never does again.</summary>
    public static DateTimeOffset? NextChange(AlarmSuppression rule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Weekly.IsDefaultOrEmpty)
            return now < rule.From ? rule.From : now < rule.Until ? rule.Until : null;
        var active = IsActive(rule, now);
        return Spans(rule, now).SelectMany(span => new[] { span.From, span.Until }).Where(at => at > now && IsActive(rule, at) != active)
            .Select(at => (DateTimeOffset?)at).Min();
    }

    /// <summary>Its weekly hours from the week before to the week after, as instants.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> Spans(AlarmSuppression rule, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(rule.TimeZone ?? "UTC");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        foreach (var week in (int[])[-7, 0, 7, 14])
        {
            foreach (var hours in rule.Weekly)
            {
                var day = monday.AddDays(week + hours.Day - 1);
                yield return (Instant(day, hours.From, zone), Instant(hours.Until > hours.From ? day : day.AddDays(1), hours.Until, zone));
            }
        }
    }

    /// <summary>A local time that is skipped in spring is the instant after the gap; one that comes twice is the first.</summary>
    private static DateTimeOffset Instant(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static void CheckClasses(AlarmSuppression rule, FindingList findings)
    {
        if (rule.Classes.IsDefaultOrEmpty || rule.Classes.Length > MaxClasses)
            findings.Add("suppression.classes", "are none or too many", rule.Classes.IsDefault ? 0 : rule.Classes.Length, "1 to 32 classes of the catalogue");
        foreach (var name in rule.Classes.IsDefault ? [] : rule.Classes)
        {
            if (AlarmCatalogue.Find(name) is not { } row)
                findings.Add("suppression.classes", "is no class of the catalogue", name, string.Join(", ", AlarmCatalogue.Rows.Select(r => r.Class)));
            else if (row.NeverShelve || row.Priority is AlarmPriority.P1)
                findings.Add("suppression.classes", "is never suppressed", name, "a class that is neither P1 nor a call for help");
        }

        if (rule.WhileAlarm is { } cause && !rule.Classes.IsDefault && rule.Classes.Contains(cause))
            findings.Add("suppression.whileAlarm", "would suppress itself", cause, "another class");
    }

    private static void CheckCondition(AlarmSuppression rule, DateTimeOffset now, FindingList findings)
    {
        var weekly = !rule.Weekly.IsDefaultOrEmpty;
        var window = rule.From is not null || rule.Until is not null;
        if ((weekly ? 1 : 0) + (window ? 1 : 0) + (rule.WhileAlarm is not null ? 1 : 0) != 1)
            findings.Add("suppression", "has no condition or more than one", null, "from and until, or weekly, or whileAlarm");
        if (window && !(rule.From < rule.Until && rule.Until > now && rule.Until - rule.From <= s_longestWindow))
            findings.Add("suppression.until", "is no window", rule.Until?.ToString("O", CultureInfo.InvariantCulture), "after now and after from, at most 90 days after it");
        if (rule.WhileAlarm is { } alarm && AlarmCatalogue.Find(alarm) is null)
            findings.Add("suppression.whileAlarm", "is no class of the catalogue", alarm, string.Join(", ", AlarmCatalogue.Rows.Select(r => r.Class)));
        if (!weekly)
            return;
        if (rule.Weekly.Length > MaxWeekly || rule.Weekly.Any(hours => hours is not { Day: >= 1 and <= 7 }))
            findings.Add("suppression.weekly", "are no weekly hours", null, "at most 28, days 1 (Monday) to 7 (Sunday)");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(rule.TimeZone ?? "", out _))
            findings.Add("suppression.timeZone", "is unknown here", rule.TimeZone, "an IANA zone, like Europe/Tallinn");
    }
}
