using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Live;
using OpsHub.Wire.Phones;
using OpsHub.Wire.Text;

namespace OpsHub.Gateway.Ingest;

/// <summary>What the doors for phones share: which device speaks, may it, is its officer on duty, and then its fix.</summary>
internal sealed class PhoneDoor(DeviceDirectory devices, TrackIngest ingest, DutyRoster duty, TimeProvider time, GatewayMeters meters)
{
    /// <summary>Phones of a large port; beyond it every description is told once more.</summary>
    private const int MaxDescribed = 50_000;

    private readonly ConcurrentDictionary<string, DeviceRegistration> _described = new(StringComparer.Ordinal);

    /// <summary>The problem, or null when the report was taken (or needs no taking) and is durable.</summary>
    public async Task<ProblemDetails?> TakeAsync(PhoneReading reading, HttpContext http, string door)
    {
        if (reading.IsIgnored)
            return null;
        if (reading.Fix is not { } fix)
            return Unusable(reading.Findings);
        if (await FindAsync(fix) is not { } device)
            return Problems.Of(400, "DeviceUnknown", $"There is no device '{Problems.Cut(fix.DeviceId)}'.", "id", "a registered device");
        if (!DeviceDirectory.KeyMatches(device, KeyOf(http.Request)))
            return Problems.Of(401, "DeviceKeyWrong", $"That is not the key of device '{device.DeviceId}'.", "key", "the key it was registered with");
        if (device.Officer is { } officer && !await duty.IsOnDutyAsync(device.Port, officer))
        {
            // Officers are followed on duty only; the phone is told all is well and forgets the point.
            meters.FixesRefused.Add(1, new KeyValuePair<string, object?>("reason", "OffDuty"));
            return null;
        }

        if (await ingest.PortAsync(device.Port) is not { } port)
            return Problems.Of(503, "PortNotReady", $"The port {device.Port} is not set up yet.");
        await ingest.SubmitAsync(port, FixOf(fix, device), Sealed(fix, device, DescriptionOf(device)), door, http.RequestAborted);
        return null;
    }

    /// <summary>OwnTracks names user and device; either may be how it was registered.</summary>
    private async ValueTask<DeviceRegistration?> FindAsync(PhoneFix fix) =>
        (fix.UserId is { } user ? await devices.FindAsync($"{user}-{fix.DeviceId}") : null) ?? await devices.FindAsync(fix.DeviceId);

    private PositionFix FixOf(PhoneFix fix, DeviceRegistration device) => new(
        TrackerId.OfDevice(device.DeviceId), device.Kind, fix.UnixMs ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
        fix.LatitudeDegrees, fix.LongitudeDegrees, (float)(fix.SpeedKnots ?? double.NaN), (float)(fix.CourseDegrees ?? double.NaN), float.NaN);

    /// <summary>Null when the shard was told before.</summary>
    private TrackDescription? DescriptionOf(DeviceRegistration device)
    {
        if (_described.TryGetValue(device.DeviceId, out var told) && told == device)
            return null;
        if (_described.Count >= MaxDescribed)
            _described.Clear();
        _described[device.DeviceId] = device;
        return new TrackDescription(TrackerId.OfDevice(device.DeviceId), device.Kind, device.Label, Carries: device.Carries);
    }

    /// <summary>What the seal says goes with what the tracker is: the shard keeps it once, since when it is so.</summary>
    private TrackDescription? Sealed(PhoneFix fix, DeviceRegistration device, TrackDescription? description)
    {
        if (fix.Seal is not { } state)
            return description;
        // A clock that is ahead must not make every later report an older one.
        var now = time.GetUtcNow();
        var at = fix.UnixMs is { } ms && ms < now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : now;
        return (description ?? new TrackDescription(TrackerId.OfDevice(device.DeviceId), device.Kind)) with { Seal = new SealReport(state, at) };
    }

    /// <summary>Header, query, or the password of basic authentication: whatever the app can send.</summary>
    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Device-Key", out var header))
            return header.ToString();
        if (request.Query.TryGetValue("key", out var query))
            return query.ToString();
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null
            : null;
    }

    internal static ProblemDetails Unusable(IReadOnlyList<Finding> findings)
    {
        var first = findings[0];
        var problem = Problems.Of(400, "ReportUnusable", $"{first.Field}: {first.Problem}", first.Field, first.Expected);
        problem.Extensions["findings"] = Told(findings);
        return problem;
    }

    /// <summary>Findings as they are answered.</summary>
    internal static object[] Told(IReadOnlyList<Finding> findings) =>
        [.. findings.Select(finding => new { finding.Field, finding.Value, finding.Problem, finding.Expected })];
}
