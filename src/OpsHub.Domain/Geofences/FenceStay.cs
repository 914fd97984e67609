using System.Text.Json.Serialization;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// A tracker's stay in a geofence, 32 bytes. A tracker keeps them in an array sorted by number, of exactly as many as it
/// needs, or null; so what is nowhere costs a reference.
/// </summary>
/// <param name="Number">The geofence's number, not its index: numbers outlive versions.</param>
/// <param name="Standing">A bit for each of the geofence's rules whose condition stands; <see cref="Outside"/>.</param>
/// <param name="FastSince">Since when it has been too fast, ms after it entered, plus one; 0 = it is not.</param>
/// <param name="SlowSince">Since when it has been slow near the anchor, ms after it entered, plus one; 0 = it is not.</param>
/// <param name="AnchorLatitudeE7">Where it became slow, 1e-7 degrees.</param>
/// <param name="AnchorLongitudeE7">Where it became slow, 1e-7 degrees.</param>
/// <param name="EnteredAtUnixMs">Event time.</param>
public readonly record struct FenceStay(
    ushort Number, ushort Standing, uint FastSince, uint SlowSince, int AnchorLatitudeE7, int AnchorLongitudeE7, long EnteredAtUnixMs)
{
    /// <summary>In <see cref="Standing"/>: it has left, and is kept because a rule about having left stands.</summary>
    public const ushort Outside = 0x8000;

    [JsonIgnore]
    public bool IsInside => (Standing & Outside) == 0;

    public bool Stands(int rule) => (Standing & (1 << rule)) != 0;

    public FenceStay With(int rule, bool stands) =>
        this with { Standing = (ushort)(stands ? Standing | (1 << rule) : Standing & ~(1 << rule)) };
}
