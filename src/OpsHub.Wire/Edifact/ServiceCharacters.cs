namespace OpsHub.Wire.Edifact;

/// <summary>The characters that separate, as UNA advises them or as ISO 9735 has them by default.</summary>
/// <param name="Component">Between the components of a composite data element.</param>
/// <param name="Element">Between data elements.</param>
/// <param name="DecimalMark">Point or comma; NUL where UNA did not say, then either is one.</param>
/// <param name="Release">Takes the next character's meaning away; a blank means there is none.</param>
/// <param name="Repetition">Between repetitions of a data element (syntax version 4); a blank means there is none.</param>
/// <param name="Terminator">Ends a segment.</param>
public readonly record struct ServiceCharacters(
    byte Component, byte Element, byte DecimalMark, byte Release, byte Repetition, byte Terminator)
{
    /// <summary>Length of a service string advice: <c>UNA</c> and six characters.</summary>
    public const int AdviceLength = 9;

    /// <summary>What holds without UNA.</summary>
    public static ServiceCharacters Default { get; } = new((byte)':', (byte)'+', 0, (byte)'?', (byte)' ', (byte)'\'');

    /// <summary>Reads a service string advice. False when characters collide or could not be told from text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> advice, out ServiceCharacters characters)
    {
        characters = Default;
        if (advice.Length < AdviceLength || !advice.StartsWith("UNA"u8))
            return false;
        characters = new(advice[3], advice[4], advice[5], advice[6], advice[7], advice[8]);
        Span<byte> separating = [characters.Component, characters.Element, characters.Terminator, characters.Release, characters.Repetition];
        for (var i = 0; i < separating.Length; i++)
        {
            // Release and repetition may be blank, the others never; none may be a letter, a digit or a control character.
            var c = separating[i];
            if (c == ' ' && i >= 3)
                continue;
            if (c is <= (byte)' ' or > 0x7E || char.IsAsciiLetterOrDigit((char)c) || separating[..i].Contains(c))
                return false;
        }

        return characters.DecimalMark is (byte)'.' or (byte)',';
    }
}

/// <summary>Character repertoires of ISO 9735.</summary>
public enum EdifactRepertoire : byte
{
    /// <summary>Upper-case letters, digits, blank and <c>. , - ( ) / ' + : = ? ! " % &amp; * ; &lt; &gt;</c>.</summary>
    UnoA,

    /// <summary>The same and lower-case letters.</summary>
    UnoB,

    /// <summary>ISO 8859-1 without control characters.</summary>
    UnoC,
}

/// <summary>Which characters a repertoire has.</summary>
public static class EdifactRepertoires
{
    private static readonly System.Buffers.SearchValues<byte> s_upper =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/'+:=?!\"%&*;<>"u8);

    private static readonly System.Buffers.SearchValues<byte> s_both =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-()/'+:=?!\"%&*;<>"u8);

    private static readonly System.Buffers.SearchValues<byte> s_latin1 = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Concat(Enumerable.Range(0xA0, 0x60)).Select(i => (byte)i)]);

    /// <summary>Reads a syntax identifier. False for those that are not read here (UNOD and on).</summary>
    public static bool TryParse(string identifier, out EdifactRepertoire repertoire)
    {
        repertoire = identifier switch
        {
            "UNOA" => EdifactRepertoire.UnoA,
            "UNOB" => EdifactRepertoire.UnoB,
            _ => EdifactRepertoire.UnoC,
        };
        return identifier is "UNOA" or "UNOB" or "UNOC";
    }

    /// <summary>Place of the first character the repertoire has not, or -1.</summary>
    public static int IndexOfForeign(this EdifactRepertoire repertoire, ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(repertoire switch
    {
        EdifactRepertoire.UnoA => s_upper,
        EdifactRepertoire.UnoB => s_both,
        _ => s_latin1,
    });
}
