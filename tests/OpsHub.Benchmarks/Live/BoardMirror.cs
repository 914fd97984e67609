using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Testing.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>What a board shows: the newest fix of each vessel, from its roster and tiles as they come. One writer; may be read meanwhile.</summary>
internal sealed class BoardMirror(BenchFleet fleet)
{
    private static readonly JsonSerializerOptions s_json = ContractJson.Options;

    private readonly Dictionary<string, int> _vessels = Enumerable.Range(0, fleet.Count).ToDictionary(fleet.Tracker, vessel => vessel, StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _slots = new(StringComparer.Ordinal);
    private readonly int[] _shown = Enumerable.Repeat(-1, fleet.Count).ToArray();

    public bool ShowsAll(int fix) => Array.TrueForAll(_shown, shown => shown == fix);

    /// <param name="message">An invocation of the hub's, without its end.</param>
    public void Take(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"Roster\""u8))
        {
            foreach (var entry in Argument<RosterChanged>(message).Entries)
                SlotsOf(entry.Tile, entry.Slot)[entry.Slot] = _vessels[entry.Id.Value];
        }
        else if (message.StartsWith("{\"type\":1,\"target\":\"Tiles\""u8))
        {
            foreach (var tile in Argument<TilesChanged>(message).Tiles)
            {
                var slots = SlotsOf(tile.Tile, 0);
                foreach (var record in TileReader.Read(tile))
                    _shown[slots[record.Slot]] = fleet.FixAt(slots[record.Slot], record.LatitudeDegrees);
            }
        }
    }

    private static T Argument<T>(ReadOnlySpan<byte> message)
    {
        var arguments = "\"arguments\":["u8;
        var from = message.IndexOf(arguments) + arguments.Length;
        return JsonSerializer.Deserialize<T>(message[from..^2], s_json)!;
    }

    private List<int> SlotsOf(string tile, int slot)
    {
        if (!_slots.TryGetValue(tile, out var slots))
            _slots[tile] = slots = [];
        while (slots.Count <= slot)
            slots.Add(-1);
        return slots;
    }
}
