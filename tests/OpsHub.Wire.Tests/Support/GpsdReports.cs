using System.Globalization;
using System.Text.Json;
using OpsHub.Wire.Ais;

namespace OpsHub.Wire.Tests.Support;

/// <summary>Our messages in the words of gpsd, so that they can be compared field by field.</summary>
internal static class GpsdReports
{
    /// <summary>gpsd reports a type 24 message once, when part B follows part A of the same ship; then forgets part A.</summary>
    public static IEnumerable<(AisMessage Message, AisMessage PartA)> InGpsdOrder(IEnumerable<AisMessage> messages)
    {
        var partsA = new Dictionary<uint, AisMessage>();
        foreach (var message in messages)
        {
            if (message.Type != 24)
                yield return (message, default);
            else if (message.Static.Parts.HasFlag(StaticParts.Name))
                partsA[message.Mmsi] = message;
            else if (partsA.Remove(message.Mmsi, out var partA))
                yield return (message, partA);
        }
    }

    /// <summary>Fields of an unscaled or scaled JSON report, name to text; header only for types we count but do not decode.</summary>
    public static Dictionary<string, string> Json(in AisMessage m, in AisMessage partA, bool scaled)
    {
        var f = new Dictionary<string, string>
        {
            ["type"] = Text(m.Type),
            ["repeat"] = Text(m.Repeat),
            ["mmsi"] = Text(m.Mmsi),
        };
        if (m.Has(AisContent.Position))
            AddPosition(f, m, scaled);
        if (m.Has(AisContent.Static))
            AddStatic(f, m, partA, scaled);
        if (m.Has(AisContent.BaseStation))
            AddBaseStation(f, m.BaseStation, scaled);
        if (m.Has(AisContent.AidToNavigation))
            AddAid(f, m.Aid, scaled);
        return f;
    }

    /// <summary>The pipe-separated line; null for types we count but do not decode.</summary>
    public static string? Pipe(in AisMessage m, in AisMessage partA)
    {
        var head = $"{m.Type}|{m.Repeat}|{m.Mmsi:D9}";
        var p = m.Position;
        var s = m.Static;
        var b = m.BaseStation;
        var a = m.Aid;
        return m.Type switch
        {
            1 or 2 or 3 => $"{head}|{p.NavigationStatus}|{p.RateOfTurnRaw}|{p.SpeedRaw}|{Bit(p.IsAccurate)}|{p.LongitudeRaw}|{p.LatitudeRaw}|{p.CourseRaw}|{p.HeadingRaw}|{p.Second}|0x{p.Maneuver:x}|{Bit(p.Raim)}|0x{p.CommunicationState:x}",
            4 or 11 => $"{head}|{Time(b)}|{Bit(b.IsAccurate)}|{b.LongitudeRaw}|{b.LatitudeRaw}|{b.FixType}|{Bit(b.Raim)}|0x{b.CommunicationState:x}",
            5 => $"{head}|{s.Imo}|{s.AisVersion}|{s.CallSign}|{s.Name}|{s.ShipType}|{s.ToBow}|{s.ToStern}|{s.ToPort}|{s.ToStarboard}|{s.FixType}|{Eta(s)}|{s.DraughtRaw}|{s.Destination}|{Bit(s.DataTerminalNotReady)}",
            9 => $"{head}|{p.AltitudeRaw}|{p.SpeedRaw}|{Bit(p.IsAccurate)}|{p.LongitudeRaw}|{p.LatitudeRaw}|{p.CourseRaw}|{p.Second}|0x{p.Regional:x}|{Bit(p.DataTerminalNotReady)}|{Bit(p.Raim)}|0x{Radio20(p):x}",
            18 => $"{head}|{p.Reserved}|{p.SpeedRaw}|{Bit(p.IsAccurate)}|{p.LongitudeRaw}|{p.LatitudeRaw}|{p.CourseRaw}|{p.HeadingRaw}|{p.Second}|0x{p.Regional:x}|{Flag(p, ClassBFlags.CarrierSense)}|{Flag(p, ClassBFlags.Display)}|{Flag(p, ClassBFlags.Dsc)}|{Flag(p, ClassBFlags.Band)}|{Flag(p, ClassBFlags.Message22)}|{Bit(p.Raim)}|0x{Radio20(p):x}",
            19 => $"{head}|{p.Reserved}|{p.SpeedRaw}|{Bit(p.IsAccurate)}|{p.LongitudeRaw}|{p.LatitudeRaw}|{p.CourseRaw}|{p.HeadingRaw}|{p.Second}|0x{p.Regional:x}|{s.Name}|{s.ShipType}|{s.ToBow}|{s.ToStern}|{s.ToPort}|{s.ToStarboard}|{s.FixType}|{Bit(p.Raim)}|{Bit(p.DataTerminalNotReady)}|{Bit(p.IsAssigned)}",
            21 => $"{head}|{a.AidType}|{a.FullName()}|{Bit(a.IsAccurate)}|{a.LongitudeRaw}|{a.LatitudeRaw}|{a.ToBow}|{a.ToStern}|{a.ToPort}|{a.ToStarboard}|{a.FixType}|{a.Second}|{a.Regional}|0x{Bit(a.IsOffPosition)}|{Bit(a.Raim)}|{Bit(a.IsVirtual)}",
            24 => $"{head}|{partA.Static.Name}|{s.ShipType}|{s.VendorLegacyText()}|{s.VendorModel}|{s.VendorSerial}|{s.CallSign}|{s.ToBow}|{s.ToStern}|{s.ToPort}|{s.ToStarboard}",
            27 => $"{head}|{p.NavigationStatus}|{Bit(p.IsAccurate)}|{p.LongitudeRaw}|{p.LatitudeRaw}|{p.SpeedRaw}|{p.CourseRaw}|{Bit(p.Raim)}|{Bit(p.IsNotCurrentGnss)}",
            _ => null,
        };
    }

    /// <summary>A value of gpsd's JSON as text.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => value.GetRawText(),
    };

    private static void AddPosition(Dictionary<string, string> f, in AisMessage m, bool scaled)
    {
        var p = m.Position;
        f["speed"] = scaled && p.Type is not (9 or 27) ? (p.SpeedRaw / 10.0).ToString("F1", CultureInfo.InvariantCulture) : Text(p.SpeedRaw);
        f["accuracy"] = Text(p.IsAccurate);
        AddPlace(f, p.LongitudeRaw, p.LatitudeRaw, p.LongitudeDegrees, p.LatitudeDegrees, scaled, p.Type == 27 ? "F4" : "F7");
        f["course"] = scaled && p.Type != 27 ? (p.CourseRaw / 10.0).ToString("F1", CultureInfo.InvariantCulture) : Text(p.CourseRaw);
        f["raim"] = Text(p.Raim);
        if (p.Type != 27)
            f["second"] = Text(p.Second);
        if (p.Type is 1 or 2 or 3 or 27)
            f["status"] = Text(p.NavigationStatus);
        switch (p.Type)
        {
            case 1 or 2 or 3:
                f["turn"] = scaled ? Turn(p) : Text(p.RateOfTurnRaw);
                f["heading"] = Text(p.HeadingRaw);
                f["maneuver"] = Text(p.Maneuver);
                f["radio"] = Text(p.CommunicationState);
                break;
            case 9:
                f["alt"] = Text(p.AltitudeRaw);
                f["regional"] = Text(p.Regional);
                f["dte"] = Bit(p.DataTerminalNotReady);
                f["radio"] = Text(Radio20(p));
                break;
            case 18 or 19:
                f["reserved"] = Text(p.Reserved);
                f["heading"] = Text(p.HeadingRaw);
                f["regional"] = Text(p.Regional);
                break;
            case 27:
                f["gnss"] = Text(p.IsNotCurrentGnss);
                break;
        }

        if (p.Type == 18)
        {
            f["cs"] = Text(p.ClassB.HasFlag(ClassBFlags.CarrierSense));
            f["display"] = Text(p.ClassB.HasFlag(ClassBFlags.Display));
            f["dsc"] = Text(p.ClassB.HasFlag(ClassBFlags.Dsc));
            f["band"] = Text(p.ClassB.HasFlag(ClassBFlags.Band));
            f["msg22"] = Text(p.ClassB.HasFlag(ClassBFlags.Message22));
            f["radio"] = Text(Radio20(p));
        }

        if (p.Type == 19)
        {
            f["dte"] = Bit(p.DataTerminalNotReady);
            f["assigned"] = Text(p.IsAssigned);
        }
    }

    private static void AddStatic(Dictionary<string, string> f, in AisMessage m, in AisMessage partA, bool scaled)
    {
        var s = m.Static;
        f["shipname"] = (m.Type == 24 ? partA.Static.Name : s.Name).ToString();
        f["shiptype"] = Text(s.ShipType);
        if (s.Parts.HasFlag(StaticParts.Mothership))
        {
            f["mothership_mmsi"] = Text(s.MothershipMmsi);
        }
        else
        {
            f["to_bow"] = Text(s.ToBow);
            f["to_stern"] = Text(s.ToStern);
            f["to_port"] = Text(s.ToPort);
            f["to_starboard"] = Text(s.ToStarboard);
        }

        if (m.Type != 24)
            f["epfd"] = Text(s.FixType);
        if (m.Type != 19)
            f["callsign"] = s.CallSign.ToString();
        if (m.Type == 24)
        {
            f["vendorid"] = s.VendorLegacyText();
            f["model"] = Text(s.VendorModel);
            f["serial"] = Text(s.VendorSerial);
        }

        if (m.Type == 5)
        {
            f["imo"] = Text(s.Imo);
            f["ais_version"] = Text(s.AisVersion);
            f["eta"] = Eta(s);
            f["draught"] = scaled ? (s.DraughtRaw / 10.0).ToString("F1", CultureInfo.InvariantCulture) : Text(s.DraughtRaw);
            f["destination"] = s.Destination.ToString();
            f["dte"] = Bit(s.DataTerminalNotReady);
        }
    }

    private static void AddBaseStation(Dictionary<string, string> f, in BaseStationReport b, bool scaled)
    {
        f["timestamp"] = Time(b);
        f["accuracy"] = Text(b.IsAccurate);
        AddPlace(f, b.LongitudeRaw, b.LatitudeRaw, b.LongitudeDegrees, b.LatitudeDegrees, scaled, "F7");
        f["epfd"] = Text(b.FixType);
        f["raim"] = Text(b.Raim);
        f["radio"] = Text(b.CommunicationState);
    }

    private static void AddAid(Dictionary<string, string> f, in AidToNavigationReport a, bool scaled)
    {
        f["aid_type"] = Text(a.AidType);
        f["name"] = a.FullName();
        f["accuracy"] = Text(a.IsAccurate);
        AddPlace(f, a.LongitudeRaw, a.LatitudeRaw, a.LongitudeDegrees, a.LatitudeDegrees, scaled, "F7");
        f["to_bow"] = Text(a.ToBow);
        f["to_stern"] = Text(a.ToStern);
        f["to_port"] = Text(a.ToPort);
        f["to_starboard"] = Text(a.ToStarboard);
        f["epfd"] = Text(a.FixType);
        f["second"] = Text(a.Second);
        f["regional"] = Text(a.Regional);
        f["off_position"] = Text(a.IsOffPosition);
        f["raim"] = Text(a.Raim);
        f["virtual_aid"] = Text(a.IsVirtual);
    }

    private static void AddPlace(Dictionary<string, string> f, int lonRaw, int latRaw, double lon, double lat, bool scaled, string format)
    {
        f["lon"] = scaled ? lon.ToString(format, CultureInfo.InvariantCulture) : Text(lonRaw);
        f["lat"] = scaled ? lat.ToString(format, CultureInfo.InvariantCulture) : Text(latRaw);
    }

    private static string Turn(in PositionReport p) => p.RateOfTurnRaw switch
    {
        -128 => "n/a",
        -127 => "fastleft",
        127 => "fastright",
        _ => p.RateOfTurnDegreesPerMinute!.Value.ToString("F2", CultureInfo.InvariantCulture),
    };

    // gpsd takes the selector bit for the first bit of the state.
    private static int Radio20(in PositionReport p) => (p.CommunicationSelector ? 1 << 19 : 0) | p.CommunicationState;

    private static string Time(in BaseStationReport b) =>
        string.Create(CultureInfo.InvariantCulture, $"{b.Year:D4}-{b.Month:D2}-{b.Day:D2}T{b.Hour:D2}:{b.Minute:D2}:{b.Second:D2}Z");

    private static string Eta(in StaticReport s) =>
        string.Create(CultureInfo.InvariantCulture, $"{s.EtaMonth:D2}-{s.EtaDay:D2}T{s.EtaHour:D2}:{s.EtaMinute:D2}Z");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "true" : "false";

    private static string Bit(bool flag) => flag ? "1" : "0";

    private static string Flag(in PositionReport p, ClassBFlags flag) => Bit(p.ClassB.HasFlag(flag));
}
