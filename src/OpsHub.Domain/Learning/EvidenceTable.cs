namespace OpsHub.Domain.Learning;

/// <summary>What is known under a key: an amount of evidence and a sum over it, both faded to the day they were asked for.</summary>
/// <param name="Weight">Examined cases, each counting less the longer it is ago; 0 for a key never met.</param>
/// <param name="Sum">Of what was learned: findings among them, or values.</param>
/// <param name="Offset">Log-odds that the key adds beside its rate: what the rates of all features together left unexplained.</param>
internal readonly record struct Evidence(double Weight, double Sum, double Offset);

/// <summary>
/// Evidence by key in a bounded place: sets of four cells, of which a new key takes the one with the least weight left. So it
/// never grows, and what is forgotten first is what was met once, long ago. A tag of 32 bits tells keys of a set apart.
/// </summary>
internal sealed class EvidenceTable
{
    public const int CellBytes = 24;
    private const int Ways = 4;

    /// <summary>Days after which nothing is left, whatever the half-life: 2^-40.</summary>
    private const int HalfLivesKept = 40;

    private readonly Cell[] _cells;
    private readonly float[] _fading;

    /// <param name="cells">A power of two, 4 or more.</param>
    /// <param name="halfLifeDays">After so many days evidence counts half.</param>
    public EvidenceTable(int cells, int halfLifeDays)
    {
        _cells = new Cell[cells];
        _fading = new float[(halfLifeDays * HalfLivesKept) + 1];
        for (var d = 0; d < _fading.Length; d++)
            _fading[d] = (float)Math.Pow(0.5, d / (double)halfLifeDays);
        _fading[^1] = 0;
    }

    public Evidence Find(ulong key, int day)
    {
        var tag = TagOf(key);
        foreach (ref readonly var cell in SetOf(key))
        {
            if (cell.Tag != tag)
                continue;
            var fading = Fading(day - cell.Day);
            return new Evidence(cell.Weight * fading, cell.Sum * fading, cell.Offset);
        }

        return default;
    }

    public void Add(ulong key, int day, double weight, double sum)
    {
        var tag = TagOf(key);
        var set = SetOf(key);
        var (place, least) = (0, float.MaxValue);
        for (var i = 0; i < Ways; i++)
        {
            if (set[i].Tag == tag)
            {
                (place, least) = (i, -1);
                break;
            }

            var left = set[i].Tag == 0 ? 0 : set[i].Weight * Fading(day - set[i].Day);
            if (left < least)
                (place, least) = (i, left);
        }

        ref var cell = ref set[place];
        if (cell.Tag != tag)
            cell = new Cell { Tag = tag, Day = day };
        // What comes late is added as it would stand today.
        var (then, now) = (Fading(day - cell.Day), Fading(cell.Day - day));
        cell.Weight = (cell.Weight * then) + ((float)weight * now);
        cell.Sum = (cell.Sum * then) + ((float)sum * now);
        cell.Day = Math.Max(cell.Day, day);
    }

    /// <summary>Moves the offset of a key that is there against a gradient, in steps that shrink with the gradients seen (J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods", 2011).</summary>
    public void Step(ulong key, double gradient, double size)
    {
        var tag = TagOf(key);
        foreach (ref var cell in SetOf(key))
        {
            if (cell.Tag != tag)
                continue;
            cell.Squares += (float)(gradient * gradient);
            cell.Offset -= (float)(size * gradient / Math.Sqrt(1 + cell.Squares));
            return;
        }
    }

    /// <summary>Keeps a share of all evidence: means stay, and what comes next moves them faster.</summary>
    public void Forget(double kept)
    {
        foreach (ref var cell in _cells.AsSpan())
            (cell.Weight, cell.Sum, cell.Squares) = (cell.Weight * (float)kept, cell.Sum * (float)kept, cell.Squares * (float)kept);
    }

    public int CountUsed() => _cells.Count(c => c.Tag != 0);

    /// <summary>Place, tag, day, weight, sum of each used cell.</summary>
    public void Write(StateWriter writer)
    {
        writer.Write(CountUsed());
        for (var i = 0; i < _cells.Length; i++)
        {
            if (_cells[i].Tag == 0)
                continue;
            writer.Write(i);
            writer.Write(_cells[i].Tag);
            writer.Write(_cells[i].Day);
            writer.Write(_cells[i].Weight);
            writer.Write(_cells[i].Sum);
            writer.Write(_cells[i].Offset);
            writer.Write(_cells[i].Squares);
        }
    }

    /// <exception cref="FormatException">A place that is not in the table or comes twice, or numbers that cannot be.</exception>
    public void Read(StateReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > _cells.Length)
            throw new FormatException($"{count} cells of evidence; the table has {_cells.Length}.");
        var last = -1;
        for (var n = 0; n < count; n++)
        {
            var place = reader.ReadInt32();
            var cell = new Cell { Tag = reader.ReadUInt32(), Day = reader.ReadInt32(), Weight = reader.ReadSingle(), Sum = reader.ReadSingle(), Offset = reader.ReadSingle(), Squares = reader.ReadSingle() };
            if (place <= last || place >= _cells.Length || cell.Tag == 0 || cell.Day is < 0 or > LearnerLimits.LastDay
                || !float.IsFinite(cell.Weight) || cell.Weight < 0 || !float.IsFinite(cell.Sum) || !float.IsFinite(cell.Offset) || !float.IsFinite(cell.Squares) || cell.Squares < 0)
                throw new FormatException($"Cell {n} of the evidence cannot be: place {place}, weight {cell.Weight}, sum {cell.Sum}.");
            _cells[last = place] = cell;
        }
    }

    private static uint TagOf(ulong key) => (uint)(key >> 32) | 1;

    private Span<Cell> SetOf(ulong key) => _cells.AsSpan((int)(key & (ulong)(_cells.Length - 1)) & ~(Ways - 1), Ways);

    private float Fading(int days) => days <= 0 ? 1 : _fading[Math.Min(days, _fading.Length - 1)];

    private struct Cell
    {
        public uint Tag;
        public int Day;
        public float Weight;
        public float Sum;
        public float Offset;
        public float Squares;
    }
}
