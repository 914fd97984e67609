using System.Text;

namespace OpsHub.Wire.Models;

/// <summary>The value of a <c>key=value</c> line.</summary>
/// <param name="Text">What follows the equals sign; all default when there is no such line.</param>
/// <param name="Line">From 1.</param>
internal readonly record struct KeyLine(ReadOnlyMemory<byte> Text, long Line)
{
    public string String => Encoding.UTF8.GetString(Text.Span);
}

/// <summary>Lines up to a blank one.</summary>
internal sealed class KeyBlock(long line)
{
    private readonly Dictionary<string, KeyLine> _lines = [];

    /// <summary>Of its first line, from 1.</summary>
    public long Line => line;

    public bool IsEmpty => _lines.Count == 0;

    public bool Has(string key) => _lines.ContainsKey(key);

    public bool TryGet(string key, out KeyLine value) => _lines.TryGetValue(key, out value);

    /// <summary>The first of a name stays.</summary>
    public void Add(ReadOnlyMemory<byte> text, long number)
    {
        var equals = text.Span.IndexOf((byte)'=');
        var key = equals < 0 ? text : text[..equals];
        // A longer one is none of the format's.
        if (key.Length <= 64)
            _lines.TryAdd(Encoding.UTF8.GetString(key.Span), new KeyLine(equals < 0 ? default : text[(equals + 1)..], number));
    }
}

/// <summary>Cuts a LightGBM model file into its blocks.</summary>
internal sealed class KeyLines(ReadOnlyMemory<byte> file)
{
    private ReadOnlyMemory<byte> _rest = file;

    /// <summary>Of the line that comes next, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>True when the next line that is not blank closes the trees.</summary>
    public bool IsEndOfTrees
    {
        get
        {
            SkipBlank();
            var line = Peek(out _).Span;
            // Early files of version v2 go on with the importances at once.
            return line.SequenceEqual("end of trees"u8) || line.SequenceEqual("feature importances:"u8);
        }
    }

    /// <summary>Lines up to the next blank one; empty at the end of the file.</summary>
    public KeyBlock Block()
    {
        SkipBlank();
        var block = new KeyBlock(Line);
        while (!_rest.IsEmpty)
        {
            var line = Peek(out var length);
            // A tree begins a block of its own even where a tool has taken the blank lines out.
            if (line.IsEmpty || line.Span.SequenceEqual("end of trees"u8) || (!block.IsEmpty && line.Span.StartsWith("Tree="u8)))
                break;
            block.Add(line, Line);
            Skip(length);
        }

        return block;
    }

    private void SkipBlank()
    {
        while (!_rest.IsEmpty && Peek(out var length).IsEmpty)
            Skip(length);
    }

    private void Skip(int length)
    {
        _rest = _rest[length..];
        Line++;
    }

    /// <param name="length">With its line end.</param>
    private ReadOnlyMemory<byte> Peek(out int length)
    {
        var end = _rest.Span.IndexOf((byte)'\n');
        length = end < 0 ? _rest.Length : end + 1;
        return _rest[..(end < 0 ? _rest.Length : end)].Trim(" \r\t"u8);
    }
}
