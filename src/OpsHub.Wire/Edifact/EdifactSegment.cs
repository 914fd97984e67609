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
        var elements = new List<string[]>();
        var components = new List<string>();
        var builder = new StringBuilder();
        for (var i = 4; i <= text.Length && text.Length > 3; i++)
        {
            var c = i == text.Length ? characters.Element : text[i];
            if (c == characters.Component || c == characters.Element)
            {
                components.Add(builder.ToString());
                builder.Clear();
                if (components.Count > MaxComponents || elements.Count == MaxElements)
                    return Wrong(tag, EdifactFault.TooManyElements, elements.Count + 1, text, "has too many data elements", $"at most {MaxElements}, of at most {MaxComponents} components");
                if (c == characters.Component)
                    continue;
                elements.Add([.. components]);
                components.Clear();
            }
            else if (c == characters.Repetition && c != ' ')
            {
                return Wrong(tag, EdifactFault.Repetition, elements.Count + 1, text, "repeats a data element", "no repetitions: one segment for each");
            }
            else
            {
                // The end of the text never follows a release character: it would have released the terminator.
                if (c == characters.Release && c != ' ')
                    c = text[++i];
                if (Repertoire.IndexOfForeign([c]) >= 0)
                    return Wrong(tag, EdifactFault.ForeignCharacter, elements.Count + 1, text[i..], "has a character that is not of the stated repertoire", RepertoireName());
                builder.Append((char)c);
            }
        }

        return new SegmentRead(tag, new EdifactSegment(_number, tag, [.. elements]), null);
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
