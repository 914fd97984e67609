using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Wire.Ais;

namespace OpsHub.Gateway.Ingest;

/// <summary>What an AIS message says of a tracker, in our terms.</summary>
internal static class AisTracks
{
    /// <summary>Null when the message has no usable position.</summary>
    public static PositionFix? FixOf(in AisMessage message)
    {
        if (message.PositionState != PositionState.Valid)
            return null;
        var (latitude, longitude) = message switch
        {
            _ when message.Has(AisContent.Position) => (message.Position.LatitudeDegrees, message.Position.LongitudeDegrees),
            _ when message.Has(AisContent.BaseStation) => (message.BaseStation.LatitudeDegrees, message.BaseStation.LongitudeDegrees),
            _ => (message.Aid.LatitudeDegrees, message.Aid.LongitudeDegrees),
        };
        var moves = message.Has(AisContent.Position);
        return new PositionFix(
            TrackerId.OfMmsi((int)message.Mmsi), KindOf(message), message.UnixMs, latitude, longitude,
            Known(moves ? message.Position.SpeedKnots : null),
            Known(moves ? message.Position.CourseDegrees : null),
            Known(moves ? message.Position.HeadingDegrees : null));
    }

    /// <summary>Null when the message says nothing of who it is.</summary>
    public static TrackDescription? DescriptionOf(in AisMessage message)
    {
        var tracker = TrackerId.OfMmsi((int)message.Mmsi);
        if (message.Has(AisContent.AidToNavigation))
            return new TrackDescription(tracker, TrackKind.AidToNavigation, Text(message.Aid.FullName()));
        if (!message.Has(AisContent.Static))
            return null;
        var report = message.Static;
        var ship = report.Parts.HasFlag(StaticParts.Ship);
        var voyage = report.Parts.HasFlag(StaticParts.Voyage);
        return new TrackDescription(
            tracker, KindOf(message),
            report.Parts.HasFlag(StaticParts.Name) ? Text(report.Name.ToString()) : null,
            ship ? Text(report.CallSign.ToString()) : null,
            voyage && report.Imo != 0 ? (int)report.Imo : null,
            ship && report.ShipType != 0 ? report.ShipType : null,
            ship ? report.LengthMetres : null,
            ship ? report.BeamMetres : null,
            voyage ? (float?)report.DraughtMetres : null,
            voyage ? Text(report.Destination.ToString()) : null);
    }

    private static TrackKind KindOf(in AisMessage message) => message.Type switch
    {
        1 or 2 or 3 or 5 or 27 => TrackKind.Vessel,
        18 or 19 or 24 => TrackKind.VesselClassB,
        4 or 11 => TrackKind.BaseStation,
        21 => TrackKind.AidToNavigation,
        9 => TrackKind.Aircraft,
        _ => TrackKind.Unknown,
    };

    private static float Known(double? value) => value is { } known ? (float)known : float.NaN;

    private static string? Text(string text)
    {
        var trimmed = text.Trim().TrimEnd('@').TrimEnd();
        return trimmed.Length == 0 ? null : trimmed;
    }
}
