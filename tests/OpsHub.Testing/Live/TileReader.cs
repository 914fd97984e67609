using System.Buffers.Binary;
using OpsHub.Contracts.Live;

namespace OpsHub.Testing.Live;

/// <summary>One decoded record of the lossy lane.</summary>
/// <param name="SpeedKnots">Null when not available.</param>
/// <param name="AgeSeconds">Lower end of the step.</param>
public sealed record TileRecord(int Slot, double LatitudeDegrees, double LongitudeDegrees, double? SpeedKnots, double? CourseDegrees, int AgeSeconds);

/// <summary>Decodes tile frames by the words of the protocol, independently of the encoder.</summary>
public static class TileReader
{
    private const int RecordLength = 9;
    private const double TilesPerSide = 4096;
    private const double Steps = 65_536;

    public static IReadOnlyList<TileRecord> Read(TileFrame frame)
    {
        var bytes = Convert.FromBase64String(frame.Records);
        var parts = frame.Tile.Split('/');
        var (tileX, tileY) = (int.Parse(parts[0], null), int.Parse(parts[1], null));
        var records = new List<TileRecord>();
        for (var at = 0; at + RecordLength <= bytes.Length; at += RecordLength)
        {
            var record = bytes.AsSpan(at, RecordLength);
            var x = (tileX + ((BinaryPrimitives.ReadUInt16LittleEndian(record[2..]) + 0.5) / Steps)) / TilesPerSide;
            var y = (tileY + ((BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) + 0.5) / Steps)) / TilesPerSide;
            records.Add(new TileRecord(
                BinaryPrimitives.ReadUInt16LittleEndian(record),
                double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - (2 * y))))),
                (x * 360) - 180,
                record[6] == 255 ? null : record[6] * 0.5,
                record[7] == 255 ? null : record[7] * 360.0 / 254,
                record[8] <= 120 ? record[8] : 120 + ((record[8] - 121) * 30)));
        }

        return records;
    }

    /// <summary>The z12 tile of a position.</summary>
    public static string TileOf(double latitudeDegrees, double longitudeDegrees)
    {
        var radians = double.DegreesToRadians(latitudeDegrees);
        var x = (int)Math.Floor((longitudeDegrees + 180) / 360 * TilesPerSide);
        var y = (int)Math.Floor((1 - (Math.Log(Math.Tan(radians) + (1 / Math.Cos(radians))) / Math.PI)) / 2 * TilesPerSide);
        return $"{x}/{y}";
    }
}
