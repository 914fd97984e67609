using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Testing.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// What a board knows of each tile, from its roster and frames as they come, at next to no cost: the records are kept as
/// they are, and read as positions only when somebody looks. One writer; looked at when it is still.
/// </summary>
internal sealed class BoardMirror
{
    private const int RecordLength = 9;

    private readonly Dictionary<string, MirrorTile> _tiles = new(StringComparer.Ordinal);
    private byte[] _records = [];

    /// <summary>True when every vessel is shown once, at the place of the given fix.</summary>
    public bool ShowsAll(BenchFleet fleet, int fix)
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tile) in _tiles)
        {
            foreach (var (slot, tracker) in tile.Roster)
            {
                if (slot * RecordLength >= tile.Records.Length || !tile.IsTaken(slot))
                    continue;
                var record = TileReader.Read(new TileFrame(name, false, Convert.ToBase64String(tile.Records.AsSpan(slot * RecordLength, RecordLength)), []))[0];
                if (!shown.Add(tracker) || fleet.FixAt(fleet.VesselOf(tracker), record.LatitudeDegrees) != fix)
                    return false;
            }
        }

        return shown.Count == fleet.Count;
    }

    /// <param name="message">An invocation of the hub's, without its end.</param>
    public void Take(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"Roster\""u8))
            TakeRoster(message);
        else if (message.StartsWith("{\"type\":1,\"target\":\"Tiles\""u8))
            TakeTiles(message);
    }

    private void TakeRoster(ReadOnlySpan<byte> message)
    {
        var arguments = "\"arguments\":["u8;
        var from = message.IndexOf(arguments) + arguments.Length;
        foreach (var entry in JsonSerializer.Deserialize<RosterChanged>(message[from..^2], ContractJson.Options)!.Entries)
            TileOf(entry.Tile).Roster[entry.Slot] = entry.Id.Value;
    }

    private void TakeTiles(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        var tile = new MirrorTile();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("t"u8))
            {
                reader.Read();
                tile = TileOf(reader.GetString()!);
            }
            else if (reader.ValueTextEquals("key"u8))
            {
                if (reader.Read() && reader.GetBoolean())
                    tile.Clear();
            }
            else if (reader.ValueTextEquals("r"u8))
            {
                reader.Read();
                TakeRecords(tile, reader.ValueSpan);
            }
            else if (reader.ValueTextEquals("leave"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.Number)
                    tile.Leave(reader.GetInt32());
            }
        }
    }

    private void TakeRecords(MirrorTile tile, ReadOnlySpan<byte> base64)
    {
        if (_records.Length < base64.Length)
            _records = new byte[base64.Length];
        Base64.DecodeFromUtf8(base64, _records, out _, out var length);
        for (var at = 0; at + RecordLength <= length; at += RecordLength)
            tile.Put(BinaryPrimitives.ReadUInt16LittleEndian(_records.AsSpan(at)), _records.AsSpan(at, RecordLength));
    }

    private MirrorTile TileOf(string name)
    {
        if (!_tiles.TryGetValue(name, out var tile))
            _tiles[name] = tile = new MirrorTile();
        return tile;
    }

    private sealed class MirrorTile
    {
        private bool[] _taken = [];

        public Dictionary<int, string> Roster { get; } = [];

        public byte[] Records { get; private set; } = [];

        public bool IsTaken(int slot) => slot < _taken.Length && _taken[slot];

        public void Clear() => Array.Clear(_taken);

        public void Leave(int slot)
        {
            if (slot < _taken.Length)
                _taken[slot] = false;
        }

        public void Put(int slot, ReadOnlySpan<byte> record)
        {
            if (slot >= _taken.Length)
            {
                Array.Resize(ref _taken, Math.Max(64, slot * 2));
                var records = Records;
                Array.Resize(ref records, _taken.Length * RecordLength);
                Records = records;
            }

            _taken[slot] = true;
            record.CopyTo(Records.AsSpan(slot * RecordLength));
        }
    }
}
