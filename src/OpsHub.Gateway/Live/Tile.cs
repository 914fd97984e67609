using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;

namespace OpsHub.Gateway.Live;

/// <summary>What a tile looks like since its last tick: the bytes that every connection in step gets.</summary>
/// <param name="Version">Grows with every change of the tile.</param>
/// <param name="Previous">The version the change leads on from.</param>
/// <param name="Change">JSON of the <see cref="TileFrame"/> with the change.</param>
/// <param name="Roster">JSON of the roster entries new in this version, separated by commas; empty when none.</param>
internal sealed record TileImage(long Version, long Previous, byte[] Change, byte[] Roster);

/// <summary>
/// One tile for one visibility: slots, what changed since the last tick, and both encoded forms. Guarded by the grid's
/// lock, except <see cref="Image"/>, which is replaced as a whole.
/// </summary>
internal sealed class Tile(TileKey key)
{
    private const int MaxSlots = 65_536;

    /// <summary>A slot rests this long before another tracker gets it: a late frame must not move the wrong thing.</summary>
    private const long RestMs = 10 * 60 * 1000;

    private const long KeyframeAgeMs = 500;

    private readonly string _name = key.ToString();
    private readonly List<Slot> _slots = [];
    private readonly Queue<(ushort Slot, long FreedAtMs)> _resting = new();
    private readonly List<ushort> _changed = [];
    private readonly List<ushort> _left = [];
    private readonly List<ushort> _described = [];
    private byte[]? _keyframe;
    private long _keyframeAtMs;
    private byte[]? _roster;
    private long _describedVersion;

    public TileKey Key => key;

    public int Occupied { get; private set; }

    public bool IsDirty => _changed.Count > 0 || _left.Count > 0 || _described.Count > 0;

    public TileImage? Image { get; private set; }

    /// <summary>When its last tracker left, Unix ms; 0 while one is here.</summary>
    public long EmptySinceMs { get; private set; }

    public int Changes => _changed.Count;

    /// <summary>A slot for a tracker; null when all 65,536 are taken or resting.</summary>
    public ushort? Enter(Track track, long nowMs)
    {
        ushort slot;
        if (_resting.TryPeek(out var oldest) && nowMs - oldest.FreedAtMs >= RestMs)
        {
            slot = _resting.Dequeue().Slot;
        }
        else
        {
            if (_slots.Count >= MaxSlots)
                return null;
            slot = (ushort)_slots.Count;
            _slots.Add(default);
        }

        _slots[slot] = new Slot { Track = track };
        Occupied++;
        EmptySinceMs = 0;
        Describe(slot);
        return slot;
    }

    public void Leave(ushort slot, long nowMs)
    {
        _slots[slot] = default;
        _changed.Remove(slot);
        _described.Remove(slot);
        _left.Add(slot);
        _resting.Enqueue((slot, nowMs));
        if (--Occupied == 0)
            EmptySinceMs = nowMs;
    }

    public void Move(ushort slot, ushort x, ushort y, byte speed, byte course, long fixAtMs)
    {
        var current = _slots[slot];
        if (!current.IsChanged)
            _changed.Add(slot);
        _slots[slot] = current with { X = x, Y = y, Speed = speed, Course = course, FixAtMs = fixAtMs, IsChanged = true };
    }

    public void Describe(ushort slot)
    {
        if (!_described.Contains(slot))
            _described.Add(slot);
    }

    /// <summary>Encodes what changed, once for everybody, as the next version.</summary>
    public void Tick(long version, long nowMs)
    {
        var roster = Encode(_described);
        Image = new TileImage(version, Image?.Version ?? 0, Frame(false, _changed, _left, nowMs), roster);
        foreach (var slot in _changed)
            _slots[slot] = _slots[slot] with { IsChanged = false };
        if (_described.Count > 0)
            (_roster, _describedVersion) = (null, version);
        else if (_left.Count > 0)
            _roster = null;
        _changed.Clear();
        _left.Clear();
        _described.Clear();
        _keyframe = null;
    }

    /// <summary>
    /// The whole tile as of now, for the image's version: what changes after it is in later changes too. Made once for
    /// all who ask within half a second; later the ages in it would be wrong.
    /// </summary>
    public byte[] Keyframe(long nowMs)
    {
        if (_keyframe is not null && nowMs - _keyframeAtMs < KeyframeAgeMs)
            return _keyframe;
        _keyframeAtMs = nowMs;
        return _keyframe = Frame(true, Taken(), [], nowMs);
    }

    /// <summary>
    /// Roster entries a client needs before a keyframe: everything in the tile for one that has none of it, else what was
    /// described since its version. One that only fell behind knows who is who, and needs no more bytes for it.
    /// </summary>
    /// <param name="seenVersion">The version the client has; 0 for none.</param>
    public byte[] RosterSince(long seenVersion)
    {
        if (seenVersion != 0 && seenVersion >= _describedVersion)
            return Encode(_described);
        if (_roster is null || _described.Count > 0)
            _roster = Encode(Taken());
        return _roster;
    }

    private List<ushort> Taken()
    {
        var taken = new List<ushort>(Occupied);
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot].Track is not null)
                taken.Add((ushort)slot);
        }

        return taken;
    }

    private byte[] Encode(List<ushort> slots)
    {
        if (slots.Count == 0)
            return [];
        var buffer = new ArrayBufferWriter<byte>(slots.Count * 128);
        using var json = new Utf8JsonWriter(buffer);
        foreach (var slot in slots)
        {
            var track = _slots[slot].Track!;
            if (buffer.WrittenCount > 0)
                buffer.Write(","u8);
            var entry = new RosterEntry(_name, slot, track.Id, track.Kind, track.Label, Math.Round(track.IntervalSeconds, 1));
            JsonSerializer.Serialize(json, entry, ContractJson.Options);
            json.Flush();
            json.Reset();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>JSON of a <see cref="TileFrame"/>; base64 needs no escaping.</summary>
    private byte[] Frame(bool isKey, List<ushort> slots, List<ushort> left, long nowMs)
    {
        var records = new byte[slots.Count * TrackRecord.Length];
        var count = 0;
        foreach (var slot in slots)
        {
            var s = _slots[slot];

            // A slot taken in this very tick may not have a position yet.
            if (s.FixAtMs == 0)
                continue;
            TrackRecord.Write(records.AsSpan(count++ * TrackRecord.Length), slot, s.X, s.Y, s.Speed, s.Course, TrackRecord.Age(nowMs - s.FixAtMs));
        }

        var payload = records.AsSpan(0, count * TrackRecord.Length);
        // What is false or empty is left out: a frame of few positions is mostly this.
        var head = Encoding.ASCII.GetBytes($"{{\"t\":\"{_name}\",{(isKey ? "\"key\":true," : "")}\"r\":\"");
        var tail = left.Count == 0 ? "\"}"u8.ToArray() : Encoding.ASCII.GetBytes($"\",\"leave\":[{string.Join(',', left.Select(slot => slot.ToString(CultureInfo.InvariantCulture)))}]}}");
        var frame = new byte[head.Length + Base64.GetMaxEncodedToUtf8Length(payload.Length) + tail.Length];
        head.CopyTo(frame, 0);
        Base64.EncodeToUtf8(payload, frame.AsSpan(head.Length), out _, out var written);
        tail.CopyTo(frame, head.Length + written);
        return frame;
    }

    private record struct Slot
    {
        public Track? Track;
        public ushort X;
        public ushort Y;
        public byte Speed;
        public byte Course;
        public bool IsChanged;
        public long FixAtMs;
    }
}
