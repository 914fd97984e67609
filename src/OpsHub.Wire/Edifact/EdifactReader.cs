using System.Globalization;

namespace OpsHub.Wire.Edifact;

/// <summary>
/// Reads the envelope of a UN/EDIFACT interchange (ISO 9735, syntax versions 1 to 4, batch): UNA, UNB to UNZ, UNG to UNE, UNH to UNT.
/// What is wrong with the envelope refuses the interchange whole; what is wrong within a message is a finding of that message.
/// </summary>
public static class EdifactReader
{
    /// <summary>Largest interchange, bytes: a stow plan of the largest ships, 24,000 containers of 300 bytes each, twice.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Most messages of one interchange.</summary>
    public const int MaxMessages = 10_000;

    /// <summary>Most segments: the largest stow plans have a third of that.</summary>
    public const int MaxSegments = 1_000_000;

    /// <summary>Most findings told about the envelope, and about each message.</summary>
    public const int MaxFindings = 100;

    /// <summary>Reads an interchange. Never throws for what is in it.</summary>
    /// <param name="bytes">The whole interchange; messages keep hold of it.</param>
    public static EdifactInterchange Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxLength)
            return Refused(EdifactFault.TooLarge, "is too large", $"at most {MaxLength} bytes");
        var text = bytes.Span;
        var begin = text.IndexOfAnyExcept("\r\n"u8);
        if (begin < 0)
            return Refused(EdifactFault.Empty, "is empty", "an interchange from UNB to UNZ");
        bytes = bytes[begin..];
        var characters = ServiceCharacters.Default;
        if (bytes.Span.StartsWith("UNA"u8))
        {
            if (!ServiceCharacters.TryRead(bytes.Span, out characters))
            {
                return Refused(
                    EdifactFault.ServiceAdvice, "is no service string advice", "UNA and six different characters, like UNA:+.? '", new EdifactPlace(0, "UNA"),
                    System.Text.Encoding.Latin1.GetString(bytes.Span[..Math.Min(bytes.Length, ServiceCharacters.AdviceLength)]));
            }

            bytes = bytes[ServiceCharacters.AdviceLength..];
        }

        return new EnvelopeReader(bytes, characters).Read();
    }

    /// <summary>A count as control segments carry it: 1 to 6 digits.</summary>
    internal static bool TryCount(string text, out int count)
    {
        count = 0;
        return text.Length <= 6 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    private static EdifactInterchange Refused(EdifactFault fault, string problem, string expected, EdifactPlace place = default, string value = "") =>
        new(new InterchangeHeader(), [], [EdifactFinding.Of(fault, place.Tag is null ? new EdifactPlace(0, "") : place, value, problem, expected)]);
}
