using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Gateway.Live;

/// <summary>A tracker on the board. Guarded by the track board's lock.</summary>
internal sealed class Track(TrackerId id)
{
    /// <summary>
    /// A new interval is told when it is outside of these times the told one. Staleness is three intervals, so it takes
    /// that much to look wrong; reports of a turning ship vary by less, and each telling costs as much as ten positions.
    /// </summary>
    private const double Slower = 1.5;

    private const double Faster = 0.5;

    /// <summary>Shorter intervals are told as this, seconds: ages on the wire are whole seconds, and three of these are soon enough to look stale.</summary>
    private const double Shortest = 2;

    private double _measured;
    private double _told = -1;

    public TrackerId Id => id;
    public TrackKind Kind { get; private set; }
    public string Label { get; private set; } = id.Value;
    public ShipmentId? Carries { get; private set; }
    public PositionFix? Fix { get; private set; }

    /// <summary>Between reports, as boards are told, seconds, at least 2; 0 until two fixes are known.</summary>
    public double IntervalSeconds => _measured == 0 ? 0 : Math.Max(Shortest, _measured);

    /// <summary>Where it stands in the grids, one place per visibility.</summary>
    public TilePlace[] Places { get; } = new TilePlace[2];

    /// <summary>Kind, label or interval differ from what was last asked for.</summary>
    public bool IsDescriptionChanged { get; set; } = true;

    public void Describe(TrackDescription description)
    {
        var label = description.Label is { Length: > 0 } known ? known : Label;
        var kind = description.Kind == TrackKind.Unknown ? Kind : description.Kind;
        Carries = description.Carries ?? Carries;
        IsDescriptionChanged |= label != Label || kind != Kind;
        (Label, Kind) = (label, kind);
    }

    /// <summary>Takes the interval the shard measured; from then on fixes refine it.</summary>
    public void Measured(double intervalSeconds)
    {
        _measured = intervalSeconds;
        TellInterval();
    }

    /// <summary>False for a fix that is not newer.</summary>
    public bool Move(PositionFix fix)
    {
        if (Fix is { } last)
        {
            if (fix.AtUnixMs <= last.AtUnixMs)
                return false;
            var interval = (fix.AtUnixMs - last.AtUnixMs) / 1000.0;

            // Smoothed over about five reports; a pause says nothing of the rhythm, so it counts as at most three intervals.
            _measured = _measured == 0 ? interval : _measured + ((Math.Min(interval, _measured * 3) - _measured) / 5);
            TellInterval();
        }

        if (fix.Kind != TrackKind.Unknown && fix.Kind != Kind)
        {
            Kind = fix.Kind;
            IsDescriptionChanged = true;
        }

        Fix = fix;
        return true;
    }

    private void TellInterval()
    {
        if (_told >= 0 && IntervalSeconds >= _told * Faster && IntervalSeconds <= _told * Slower)
            return;
        _told = IntervalSeconds;
        IsDescriptionChanged = true;
    }
}

/// <summary>A slot of a tile; no tile while it is not shown.</summary>
internal readonly record struct TilePlace(Tile? Tile, ushort Slot);
