using OpsHub.Contracts.Tracking;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Phones;

/// <summary>One position from a phone or tracker, all senders' units made ours.</summary>
public readonly record struct PhoneFix
{
    /// <summary>What the sender calls the device, 1-128 characters, unchecked otherwise.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The user the device belongs to, where the sender tells (OwnTracks); else null.</summary>
    public string? UserId { get; init; }

    /// <summary>Time of the fix, Unix milliseconds; null when the sender gave none: stamp on receipt.</summary>
    public long? UnixMs { get; init; }

    /// <summary>Degrees north, -90..90.</summary>
    public required double LatitudeDegrees { get; init; }

    /// <summary>Degrees east, -180..180.</summary>
    public required double LongitudeDegrees { get; init; }

    /// <summary>Speed over ground in knots; null unknown.</summary>
    public double? SpeedKnots { get; init; }

    /// <summary>Course over ground in degrees, 0 up to but not including 360; null unknown.</summary>
    public double? CourseDegrees { get; init; }

    /// <summary>Metres above the ellipsoid or the sea, as the phone has it; null unknown.</summary>
    public double? AltitudeMetres { get; init; }

    /// <summary>Radius in metres; null unknown.</summary>
    public double? AccuracyMetres { get; init; }

    /// <summary>Charge 0-100 %; null unknown.</summary>
    public double? BatteryPercent { get; init; }

    /// <summary>State of the tracker's electronic seal; null when it says nothing of one.</summary>
    public SealState? Seal { get; init; }
}

/// <summary>What became of a request: a fix, nothing (a message without a position that needs no answer), or findings.</summary>
/// <param name="Fix">The fix, when one was accepted.</param>
/// <param name="Findings">Everything that is wrong, in the order of the fields; with a fix, what of it was left out. At most 20.</param>
public readonly record struct PhoneReading(PhoneFix? Fix, IReadOnlyList<Finding> Findings)
{
    /// <summary>True when nothing is wrong but there is no position in it either (OwnTracks status messages, say): answer as if taken.</summary>
    public bool IsIgnored => Fix is null && Findings.Count == 0;

    internal static PhoneReading Ignored => new(null, []);

    internal static PhoneReading Refused(Finding finding) => new(null, [finding]);
}
