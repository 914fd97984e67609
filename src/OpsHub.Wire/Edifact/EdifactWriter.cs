using System.Globalization;
using System.Text;

namespace OpsHub.Wire.Edifact;

/// <summary>
/// Writes one interchange in UNOC, syntax version 3, with the default service characters, and keeps its counts. What ISO 8859-1 has not
/// is written as a blank.
/// </summary>
public sealed class EdifactWriter
{
    private readonly StringBuilder _text = new();
    private readonly string _reference;
    private string _message = "";
    private int _messages;
    private int _segments;

    /// <summary>Begins an interchange.</summary>
    /// <param name="from">Who writes; 1-35 characters.</param>
    /// <param name="to">Who is written to; 1-35 characters.</param>
    /// <param name="at">When, written in UTC.</param>
    /// <param name="reference">Our number of the interchange, 1-14 characters.</param>
    /// <param name="isTest">Marks it as a test.</param>
    public EdifactWriter(EdifactPartner from, EdifactPartner to, DateTimeOffset at, string reference, bool isTest = false)
    {
        _reference = reference;
        List<string[]> unb = [["UNOC", "3"], from.Parts(), to.Parts(), [Format(at, "yyMMdd"), Format(at, "HHmm")], [reference]];
        if (isTest)
            unb.AddRange([[""], [""], [""], [""], [""], ["1"]]);
        Append("UNB", unb);
    }

    /// <summary>Begins a message; the one before must have been ended.</summary>
    public void BeginMessage(string type, string version, string release)
    {
        _message = (++_messages).ToString(CultureInfo.InvariantCulture);
        _segments = 0;
        Segment("UNH", [_message], [type, version, release, "UN"]);
    }

    /// <summary>Writes a segment of the message; empty elements and components at the end are left out.</summary>
    public void Segment(string tag, params string[][] elements)
    {
        _segments++;
        Append(tag, elements);
    }

    /// <summary>Ends the message.</summary>
    public void EndMessage() => Segment("UNT", [(_segments + 1).ToString(CultureInfo.InvariantCulture)], [_message]);

    /// <summary>Ends the interchange and gives it.</summary>
    public byte[] End()
    {
        Append("UNZ", [[_messages.ToString(CultureInfo.InvariantCulture)], [_reference]]);
        return Encoding.Latin1.GetBytes(_text.ToString());
    }

    /// <summary>An instant in UTC, in the invariant culture.</summary>
    public static string Format(DateTimeOffset at, string format) => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private void Append(string tag, IReadOnlyList<string[]> elements)
    {
        _text.Append(tag);
        var (separators, components) = (0, 0);
        foreach (var element in elements)
        {
            separators++;
            components = 0;
            foreach (var component in element)
            {
                // Separators wait until something follows them.
                if (component.Length > 0)
                {
                    _text.Append('+', separators).Append(':', components);
                    (separators, components) = (0, 0);
                    Append(component);
                }

                components++;
            }
        }

        // One segment a line, for the eye.
        _text.Append("'\r\n");
    }

    private void Append(string text)
    {
        foreach (var c in text)
        {
            if (c is '\'' or '+' or ':' or '?')
                _text.Append('?');
            _text.Append(c is (>= ' ' and < '\x7F') or (>= '\xA0' and <= '\xFF') ? c : ' ');
        }
    }
}

/// <summary>A partner of interchanges.</summary>
/// <param name="Name">1-35 characters.</param>
/// <param name="Qualifier">Code of who gave the name; empty when none is used.</param>
public readonly record struct EdifactPartner(string Name, string Qualifier = "")
{
    internal string[] Parts() => [Name, Qualifier];
}
