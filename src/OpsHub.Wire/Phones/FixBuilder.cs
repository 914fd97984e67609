using OpsHub.Contracts.Tracking;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Phones;

/// <summary>Units in which a sender gives speed.</summary>
public enum SpeedUnit : byte
{
    /// <summary>Nautical miles per hour.</summary>
    Knots,

    /// <summary>Metres per second.</summary>
    MetresPerSecond,

    /// <summary>Kilometres per hour.</summary>
    KilometresPerHour,
}

/// <summary>Collects the fields of a fix and everything that is wrong with them. The ranges are the same for every sender.</summary>
internal sealed class FixBuilder(SpeedUnit speedUnit)
{
    private const int MaxDeviceIdLength = 128;

    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _leftOut = [];
    private string? _deviceId;
    private long? _unixMs;
    private double? _latitude;
    private double? _longitude;
    private double? _speedKnots;
    private double? _course;
    private double? _altitude;
    private double? _accuracy;
    private double? _battery;
    private SealState? _seal;
    private bool _latitudeSeen;
    private bool _longitudeSeen;
    private bool _deviceSeen;

    public string? UserId { get; set; }

    public void Find(string field, ReadOnlySpan<char> value, string problem, string expected) =>
        _findings.Add(Finding.Of(field, value, problem, expected));

    public void Device(string field, string value)
    {
        _deviceSeen = true;
        value = value.Trim();
        if (value.Length is 0 or > MaxDeviceIdLength || value.AsSpan().ContainsAnyInRange('\0', '\x1F'))
            Find(field, value, "is empty, too long or has control characters", "1 to 128 printable characters");
        else
            _deviceId = value;
    }

    public void Time(string field, ReadOnlySpan<char> text)
    {
        if (WireTime.TryParse(text, out var unixMs))
            _unixMs = unixMs;
        else
            Find(field, text, "is no time", WireTime.Expected);
    }

    public void Latitude(string field, ReadOnlySpan<char> text)
    {
        _latitudeSeen = true;
        _latitude = Range(field, text, -90, 90, "degrees north, -90 to 90");
    }

    public void Longitude(string field, ReadOnlySpan<char> text)
    {
        _longitudeSeen = true;
        _longitude = Range(field, text, -180, 180, "degrees east, -180 to 180");
    }

    /// <summary>Negative means unknown to every sender we know.</summary>
    public void Speed(string field, ReadOnlySpan<char> text)
    {
        // 3,000 in any of the units is faster than anything a phone is carried in.
        if (Range(field, text, double.NegativeInfinity, 3_000, "a speed, or -1 for unknown") is not { } value || value < 0)
            return;
        _speedKnots = speedUnit switch
        {
            SpeedUnit.MetresPerSecond => value * 3600 / 1852,
            SpeedUnit.KilometresPerHour => value / 1.852,
            _ => value,
        };
    }

    public void Course(string field, ReadOnlySpan<char> text)
    {
        var value = Range(field, text, double.NegativeInfinity, 360, "degrees from north, 0 to 360, or -1 for unknown");
        _course = value >= 0 ? value % 360 : null;
    }

    public void Altitude(string field, ReadOnlySpan<char> text) =>
        _altitude = Range(field, text, -12_000, 100_000, "metres");

    public void Accuracy(string field, ReadOnlySpan<char> text)
    {
        var value = Range(field, text, double.NegativeInfinity, 50_000_000, "a radius in metres, or -1 for unknown");
        _accuracy = value >= 0 ? value : null;
    }

    /// <param name="field">Name of the field.</param>
    /// <param name="text">The value.</param>
    /// <param name="full">What a full battery is called: 100, or 1 where the sender gives a fraction.</param>
    public void Battery(string field, ReadOnlySpan<char> text, double full)
    {
        var value = Range(field, text, double.NegativeInfinity, full, full > 1 ? "per cent, 0 to 100" : "a fraction, 0 to 1");
        _battery = value >= 0 ? value * 100 / full : null;
    }

    /// <summary>A state that is none costs the fix nothing: it is left out, and said to be.</summary>
    public void Seal(string field, ReadOnlySpan<char> text)
    {
        var value = text.Trim();
        _seal = value.Equals("closed", StringComparison.OrdinalIgnoreCase) ? SealState.Closed
            : value.Equals("open", StringComparison.OrdinalIgnoreCase) ? SealState.Open
            : value.Equals("tampered", StringComparison.OrdinalIgnoreCase) ? SealState.Tampered
            : null;
        if (_seal is null)
            _leftOut.Add(Finding.Of(field, text, "is no state of a seal", "open, closed or tampered"));
    }

    public PhoneReading Build(string deviceField, string latitudeField, string longitudeField)
    {
        if (!_deviceSeen)
            Find(deviceField, "", "is missing", "the name the device was registered under");
        if (!_latitudeSeen)
            Find(latitudeField, "", "is missing", "degrees north, -90 to 90");
        if (!_longitudeSeen)
            Find(longitudeField, "", "is missing", "degrees east, -180 to 180");
        if (_findings.Count > 0)
            return new PhoneReading(null, [.. _findings, .. _leftOut]);
        return new PhoneReading(
            new PhoneFix
            {
                DeviceId = _deviceId!,
                UserId = UserId,
                UnixMs = _unixMs,
                LatitudeDegrees = _latitude!.Value,
                LongitudeDegrees = _longitude!.Value,
                SpeedKnots = _speedKnots,
                CourseDegrees = _course,
                AltitudeMetres = _altitude,
                AccuracyMetres = _accuracy,
                BatteryPercent = _battery,
                Seal = _seal,
            },
            _leftOut);
    }

    private double? Range(string field, ReadOnlySpan<char> text, double from, double to, string expected)
    {
        if (!SpanText.TryParseNumber(text, out var value))
            Find(field, text, "is no number", expected);
        else if (value < from || value > to)
            Find(field, text, "is out of range", expected);
        else
            return value;
        return null;
    }
}
