using System.Text;

namespace OpsHub.Wire.Edifact;

/// <summary>One segment, its release characters taken out.</summary>
public sealed class EdifactSegment
{
    private readonly string[][] _elements;

    internal EdifactSegment(int number, string tag, string[][] elements)
    {
        Number = number;
        Tag = tag;
        _elements = elements;
    }

    /// <summary>Number in the interchange, from 1.</summary>
    public int Number { get; }

    /// <summary>Three characters.</summary>
    public string Tag { get; }

    /// <summary>Count of data elements behind the tag.</summary>
    public int Count => _elements.Length;

    /// <summary>Text of a component; empty where it was left out. Both count from 1.</summary>
    public string this[int element, int component = 1] =>
        element <= _elements.Length && component <= _elements[element - 1].Length ? _elements[element - 1][component - 1] : "";

    /// <summary>Count of components of an element, 0 where it was left out.</summary>
    public int Components(int element) => element <= _elements.Length ? _elements[element - 1].Length : 0;

    /// <summary>The place of a component.</summary>
    public EdifactPlace At(int element = 0, int component = 0) => new(Number, Tag, element, component);
}

/// <summary>What a segment was read from, and what is wrong with its form.</summary>
/// <param name="Segment">Null when its form is wrong.</param>
/// <param name="Finding">Null when its form is right.</param>
/// <param name="Tag">The tag as far as there is one, also of a segment whose form is wrong.</param>
internal readonly record struct SegmentRead(string Tag, EdifactSegment? Segment, EdifactFinding? Finding);

/// <summary>
/// Cuts bytes into segments. A segment of wrong form costs only itself: reading goes on behind its terminator. Never holds more than one.
/// </summary>
internal struct SegmentCursor(ReadOnlyMemory<byte> bytes, ServiceCharacters characters, EdifactRepertoire repertoire, int firstNumber = 1)
{
    /// <summary>Longest segment, bytes: free text of five lines of 512 and what stands around it.</summary>
    public const int MaxSegmentLength = 4_096;

    /// <summary>No segment of the directories has half as many.</summary>
    private const int MaxElements = 60;

    /// <summary>The same for the components of a composite.</summary>
    private const int MaxComponents = 30;

    /// <summary>What ends a piece of text within a segment; those that are not in use stand for the element separator.</summary>
    private readonly byte[] _special =
    [
        characters.Component, characters.Element,
        characters.Release == ' ' ? characters.Element : characters.Release,
        characters.Repetition == ' ' ? characters.Element : characters.Repetition,
    ];

    private int _position;
    private int _number = firstNumber - 1;

    /// <summary>Bytes read.</summary>
    public readonly int Position => _position;

    /// <summary>Number of the segment read last.</summary>
    public readonly int Number => _number;

    /// <summary>The repertoire, known once UNB has been read.</summary>
    public EdifactRepertoire Repertoire { get; set; } = repertoire;

    /// <summary>Reads the next segment. False at the end.</summary>
    public bool TryRead(out SegmentRead read)
    {
        var span = bytes.Span;
        // The standard has nothing between segments; everybody sends line ends for the eye, and they are harmless.
        while (_position < span.Length && span[_position] is (byte)'\r' or (byte)'\n')
            _position++;
        read = default;
        if (_position == span.Length)
            return false;
        _number++;
        var begin = _position;
        var end = End(span, begin);
        _position = Math.Min(end + 1, span.Length);
        read = Parse(span[begin..end], isTerminated: end < span.Length);
        return true;
    }

    private readonly int End(ReadOnlySpan<byte> span, int begin)
    {
        for (var i = begin; i < span.Length; i++)
        {
            if (span[i] == characters.Terminator)
                return i;
            if (span[i] == characters.Release && characters.Release != ' ')
                i++;
        }

        return span.Length;
    }

    private readonly SegmentRead Parse(ReadOnlySpan<byte> text, bool isTerminated)
    {
        var tag = Encoding.Latin1.GetString(text[..Math.Min(3, text.Length)]);
        if (!isTerminated)
            return Wrong(tag, EdifactFault.NotTerminated, 0, text, "is not terminated: the interchange ends within it", "the segment terminator");
        if (text.Length > MaxSegmentLength)
            return Wrong(tag, EdifactFault.SegmentTooLong, 0, text, "is too long", $"at most {MaxSegmentLength} bytes");
        if (text.Length < 3 || text[..3].ContainsAnyExcept(s_tagCharacters) || (text.Length > 3 && text[3] != characters.Element))
            return Wrong("", EdifactFault.SegmentTag, 0, text, "does not begin with a segment tag", "three upper-case letters or digits and a data element separator");
        if (Foreign(text) is >= 0 and var foreign)
        {
            var element = Elements(text[..foreign]);
            return Wrong(tag, EdifactFault.ForeignCharacter, element, text[foreign..], "has a character that is not of the stated repertoire", RepertoireName());
        }

        return text.Length == 3 ? new SegmentRead(tag, new EdifactSegment(_number, tag, []), null) : Split(tag, text);
    }

    private readonly SegmentRead Split(string tag, ReadOnlySpan<byte> text)
    {
        var elements = new List<string[]>();
        var components = new List<string>();
        var part = new StringBuilder();
        for (var at = 4; at <= text.Length;)
        {
            var length = text[at..].IndexOfAny(_special);
            var end = length < 0 ? text.Length : at + length;
            var c = length < 0 ? characters.Element : text[end];
            part.Append(Encoding.Latin1.GetString(text[at..end]));
            at = end + 1;
            if (c == characters.Release && c != ' ')
            {
                // The end of the text never follows: it would have been the terminator that is released.
                part.Append((char)text[at++]);
                continue;
            }

            if (c == characters.Repetition && c != ' ')
                return Wrong(tag, EdifactFault.Repetition, elements.Count + 1, text, "repeats a data element", "no repetitions: one segment for each");
            components.Add(part.Length == 0 ? "" : part.ToString());
            part.Clear();
            if (components.Count > MaxComponents || elements.Count == MaxElements)
                return Wrong(tag, EdifactFault.TooManyElements, elements.Count + 1, text, "has too many data elements", $"at most {MaxElements}, of at most {MaxComponents} components");
            if (c == characters.Component)
                continue;
            elements.Add([.. components]);
            components.Clear();
        }

        return new SegmentRead(tag, new EdifactSegment(_number, tag, [.. elements]), null);
    }

    /// <summary>Place of the first character that is neither of the repertoire nor a service character, or -1.</summary>
    private readonly int Foreign(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Repertoire.IndexOfForeign(text[at..]) is >= 0 and var next)
        {
            at += next;
            // UNA may name service characters that the repertoire has not; released they are text, and foreign.
            if (IsReleased(text[..at]) || !_special.AsSpan().Contains(text[at]))
                return at;
            at++;
        }

        return -1;
    }

    /// <summary>True when the character behind this text is released: an odd number of release characters stands before it.</summary>
    private readonly bool IsReleased(ReadOnlySpan<byte> before)
    {
        if (characters.Release == ' ')
            return false;
        var other = before.LastIndexOfAnyExcept(characters.Release);
        return (before.Length - 1 - other) % 2 == 1;
    }

    /// <summary>The data element the end of the text is in.</summary>
    private readonly int Elements(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == characters.Release && characters.Release != ' ')
                i++;
            else if (text[i] == characters.Element)
                count++;
        }

        return count;
    }

    private readonly string RepertoireName() => Repertoire switch
    {
        EdifactRepertoire.UnoA => "characters of UNOA (ISO 9735 level A)",
        EdifactRepertoire.UnoB => "characters of UNOB (ISO 9735 level B)",
        _ => "characters of UNOC (ISO 8859-1) that are no control characters",
    };

    private readonly SegmentRead Wrong(string tag, EdifactFault fault, int element, ReadOnlySpan<byte> text, string problem, string expected)
    {
        // Only the beginning is repeated back.
        var value = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 64)]);
        return new SegmentRead(tag, null, EdifactFinding.Of(fault, new EdifactPlace(_number, tag, element), value, problem, expected));
    }

    private static readonly System.Buffers.SearchValues<byte> s_tagCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);
}
