using System.Globalization;
using System.Text.Json;
using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Ais;

/// <summary>Decode vectors with expected fields, named as pyais names them.</summary>
public sealed class PyaisVectorTests(ITestOutputHelper output)
{
    private const string Vectors = "ais/pyais/decode_vectors.jsonl";

    private static readonly Dictionary<string, int> EnumValues = new()
    {
        ["NavigationStatus.UnderWayUsingEngine"] = 0,
        ["NavigationStatus.NotUnderCommand"] = 2,
        ["NavigationStatus.Moored"] = 5,
        ["TurnRate.NO_TI_DEFAULT"] = -128,
        ["ManeuverIndicator.NotAvailable"] = 0,
        ["EpfdType.GPS"] = 1,
        ["EpfdType.Internal_GNSS"] = 15,
        ["ShipType.Cargo"] = 70,
        ["ShipType.PleasureCraft"] = 37,
        ["NavAid.REFERENCE_POINT"] = 1,
    };

    [SharedDataFact(Vectors)]
    public void Decode_Vectors_AgreeInEveryExpectedField()
    {
        var differences = new Disagreements();
        int expectedFields = 0, leftOut = 0;
        foreach (var line in SharedFile.Lines(Vectors))
        {
            using var vector = JsonDocument.Parse(line);
            var source = vector.RootElement.GetProperty("source").GetString()!;
            var given = vector.RootElement.GetProperty("nmea").EnumerateArray().Select(n => n.GetString()!).ToArray();
            var repaired = Array.ConvertAll(given, WithChecksum);
            if (AisLines.Hear(string.Join("\r\n", given)).Exists(h => h.Refusal == AisRefusal.ChecksumBad))
                differences.Compare($"{source}, accepted", "Message", "ChecksumBad", "the sentence carries a wrong checksum, which pyais only marks; compared with the right one");
            else
                Assert.Equal(given, repaired);
            var sentences = string.Join("\r\n", repaired);
            var heard = AisLines.Hear(sentences)[^1];
            var message = heard.Message;
            if (message.Type == 0)
            {
                // pyais reads the undefined type 0 as type 1. We refuse it; its body, read as type 1, must still agree.
                differences.Compare($"{source}, accepted", "Message", heard.Outcome.ToString(), "type 0 is no AIS message (ITU-R M.1371-5 has 1 to 27)");
                message = AisLines.Decode(AsTypeOne(sentences));
                message.Repeat = heard.Message.Repeat;
            }

            foreach (var field in vector.RootElement.GetProperty("expect").EnumerateObject())
            {
                expectedFields++;
                var actual = Ours(message, field.Name);
                if (actual is null && message.Content == AisContent.None)
                    leftOut++;
                else
                    Compare(differences, $"{source}, {field.Name}", field.Value, actual, Reason(message, field.Name));
            }
        }

        differences.Print(output, Vectors);
        output.WriteLine($"{expectedFields} expected fields; {leftOut} are of types that are counted and not decoded");
        Assert.Equal(327, expectedFields);
        Assert.Empty(differences.Unexplained);
    }

    private static string? Reason(in AisMessage message, string field) =>
        message.Type == 24 && field == "spare_1" ? "spare bits behind the name are not kept" : null;

    private static string AsTypeOne(string sentence)
    {
        var body = sentence[1..sentence.IndexOf('*', StringComparison.Ordinal)].ToCharArray();
        // The first payload character stands behind the fifth comma.
        var at = 0;
        for (var commas = 0; commas < 5; at++)
            commas += body[at] == ',' ? 1 : 0;
        body[at] = '1';
        return WithChecksum($"!{new string(body)}*");
    }

    private static string WithChecksum(string sentence)
    {
        var body = sentence[1..sentence.IndexOf('*', StringComparison.Ordinal)];
        return $"!{body}*{body.Aggregate(0, (sum, c) => sum ^ c):X2}";
    }

    private static void Compare(Disagreements differences, string where, JsonElement expected, object? actual, string? reason)
    {
        var shown = actual switch
        {
            null => "(not decoded)",
            bool flag => flag ? "1" : "0",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(actual, CultureInfo.InvariantCulture)!,
        };
        switch (expected.ValueKind)
        {
            case JsonValueKind.String when EnumValues.TryGetValue(expected.GetString()!, out var value):
                differences.Compare(where, value.ToString(CultureInfo.InvariantCulture), shown, reason);
                break;
            case JsonValueKind.String:
                differences.Compare(where, expected.GetString()!, shown, reason);
                break;
            default:
                var (target, digits) = expected.ValueKind == JsonValueKind.Object
                    ? (expected.GetProperty("value").GetDouble(), expected.GetProperty("round").GetInt32())
                    // Without a rounding the reference gives six decimals at most.
                    : (expected.GetDouble(), 6);
                var ours = actual is null ? double.NaN : double.Parse(shown, CultureInfo.InvariantCulture);
                differences.Compare(where, Rounded(target, digits), Rounded(ours, digits), reason);
                break;
        }
    }

    private static string Rounded(double number, int digits) => number.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static object? Ours(in AisMessage m, string field) => field switch
    {
        "msg_type" => m.Type,
        "mmsi" => m.Mmsi,
        "repeat" => m.Repeat,
        _ when m.Has(AisContent.BaseStation) => Ours(m.BaseStation, field),
        _ when m.Has(AisContent.AidToNavigation) => Ours(m.Aid, field),
        _ => (m.Has(AisContent.Position) ? Ours(m.Position, field) : null) ?? (m.Has(AisContent.Static) ? Ours(m.Static, field) : null),
    };

    private static object? Ours(in PositionReport p, string field) => field switch
    {
        "status" => p.NavigationStatus,
        "turn" => p.RateOfTurnRaw,
        "speed" => p.Type is 9 or 27 ? p.SpeedRaw : p.SpeedRaw / 10.0,
        "accuracy" => p.IsAccurate,
        "lat" => p.LatitudeDegrees,
        "lon" => p.LongitudeDegrees,
        "course" => p.Type == 27 ? p.CourseRaw : p.CourseRaw / 10.0,
        "heading" => p.HeadingRaw,
        "second" => p.Second,
        "maneuver" => p.Maneuver,
        "raim" => p.Raim,
        "gnss" => p.IsNotCurrentGnss,
        "alt" => p.AltitudeRaw,
        "reserved_2" => p.Regional,
        "cs" => p.ClassB.HasFlag(ClassBFlags.CarrierSense),
        "display" => p.ClassB.HasFlag(ClassBFlags.Display),
        "dsc" => p.ClassB.HasFlag(ClassBFlags.Dsc),
        "band" => p.ClassB.HasFlag(ClassBFlags.Band),
        "msg22" => p.ClassB.HasFlag(ClassBFlags.Message22),
        "assigned" => p.IsAssigned,
        "dte" when p.Type is 9 or 19 => p.DataTerminalNotReady,
        "communication_state_raw" => p.CommunicationState,
        // pyais gives selector and state as one number here.
        "radio" => (p.CommunicationSelector ? 1 << 19 : 0) | p.CommunicationState,
        _ => null,
    };

    private static object? Ours(in StaticReport s, string field) => field switch
    {
        "shipname" => s.Name.ToString(),
        "callsign" => s.CallSign.ToString(),
        "destination" => s.Destination.ToString(),
        "ship_type" => s.ShipType,
        "to_bow" => s.ToBow,
        "to_stern" => s.ToStern,
        "to_port" => s.ToPort,
        "to_starboard" => s.ToStarboard,
        "draught" => s.DraughtMetres,
        "epfd" => s.FixType,
        "dte" => s.DataTerminalNotReady,
        "partno" => s.Parts.HasFlag(StaticParts.Name) ? 0 : 1,
        "vendorid" => s.VendorName(),
        "model" => s.VendorModel,
        "mothership_mmsi" => s.MothershipMmsi,
        _ => null,
    };

    private static object? Ours(in BaseStationReport b, string field) => field switch
    {
        "year" => b.Year,
        "month" => b.Month,
        "day" => b.Day,
        "hour" => b.Hour,
        "minute" => b.Minute,
        "second" => b.Second,
        "accuracy" => b.IsAccurate,
        "lat" => b.LatitudeDegrees,
        "lon" => b.LongitudeDegrees,
        "epfd" => b.FixType,
        _ => null,
    };

    private static object? Ours(in AidToNavigationReport a, string field) => field switch
    {
        "aid_type" => a.AidType,
        "name" => a.Name.ToString(),
        "full_name" => a.FullName(),
        "accuracy" => a.IsAccurate,
        "lat" => a.LatitudeDegrees,
        "lon" => a.LongitudeDegrees,
        "reserved_1" => a.Regional,
        "virtual_aid" => a.IsVirtual,
        "assigned" => a.IsAssigned,
        "epfd" => a.FixType,
        _ => null,
    };
}
