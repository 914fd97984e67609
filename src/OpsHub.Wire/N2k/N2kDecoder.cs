using OpsHub.Wire.Ais;
using static OpsHub.Wire.N2k.N2kUnits;

namespace OpsHub.Wire.N2k;

/// <summary>
/// Lines of a NMEA 2000 text capture to AIS reports and own-ship fixes. Stateless; allocates nothing.
/// </summary>
public static class N2kDecoder
{
    /// <summary>
    /// Takes one line.
    /// </summary>
    /// <param name="line">A line without its end.</param>
    /// <param name="message">Filled on <see cref="N2kOutcome.Message"/>.</param>
    /// <param name="refusal">Why the line was ignored or refused.</param>
    public static N2kOutcome Accept(ReadOnlySpan<byte> line, out N2kMessage message, out N2kRefusal refusal)
    {
        message = default;
        Span<byte> data = stackalloc byte[N2kLine.MaxDataLength];
        refusal = N2kLine.TryParse(line, data, out var parsed);
        if (refusal == N2kRefusal.NotALine)
            return N2kOutcome.Ignored;
        if (refusal != N2kRefusal.None)
            return N2kOutcome.Refused;
        message.UnixMs = parsed.UnixMs;
        message.Pgn = parsed.Pgn;
        message.SourceAddress = parsed.SourceAddress;
        refusal = Decode(parsed.Pgn, data[..parsed.Length], ref message);
        return refusal switch
        {
            N2kRefusal.None => N2kOutcome.Message,
            N2kRefusal.OtherGroup => N2kOutcome.Ignored,
            _ => N2kOutcome.Refused,
        };
    }

    private static N2kRefusal Decode(int pgn, ReadOnlySpan<byte> data, ref N2kMessage message)
    {
        var needed = pgn switch
        {
            129025 or 129026 => 8,
            129029 => 31,
            129038 => 26,
            129039 => 25,
            129041 => 27,
            129793 => 24,
            129794 => 74,
            129809 => 25,
            129810 => 32,
            _ => 0,
        };
        if (needed == 0)
            return N2kRefusal.OtherGroup;
        if (data.Length < needed)
            return N2kRefusal.TooShortForGroup;
        if (pgn is 129025 or 129026 or 129029)
        {
            message.Content = N2kContent.OwnShip;
            message.OwnShip = N2kOwnShip.Decode(pgn, data);
            var (latitude, longitude) = (message.OwnShip.LatitudeDegrees, message.OwnShip.LongitudeDegrees);
            return Math.Abs(latitude ?? 0) > 90 || Math.Abs(longitude ?? 0) > 180 ? N2kRefusal.PositionOutOfRange : N2kRefusal.None;
        }

        var ais = new AisMessage
        {
            Repeat = (byte)(data[0] >> 6),
            Mmsi = U32(data, 1),
            ReceivedUnixMs = message.UnixMs,
        };
        if (ais.Mmsi is 0 or > 999_999_999)
            return N2kRefusal.MmsiOutOfRange;
        N2kAis.Decode(pgn, data, ref ais);
        message.Content = N2kContent.Ais;
        message.Ais = ais;
        return ais.PositionState == PositionState.OutOfRange ? N2kRefusal.PositionOutOfRange : N2kRefusal.None;
    }
}
