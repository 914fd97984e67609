using System.Globalization;
using System.Text;
using OpsHub.Wire.Cargo;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Tests.Support;

/// <summary>Interchanges for tests, written from segments so that the counts are right unless a test makes them wrong.</summary>
internal static class Edi
{
    public const string Unb = "UNB+UNOA:2+LINE+PORT+260301:0800+IC1'";

    public const string Cuscar = """
        BGM+785+MAN-1+9
        DTM+137:202603010800:203
        NAD+MS+MSCU:172:166
        TDT+20+042W+1++MSCU:172:166+++9074729:146::NORDIC STAR
        LOC+60+EETLL:139:6
        DTM+132:202603020600:203
        CNT+10:2
        CNT+16:2
        EQD+CN+CSQU3054383+22G1:102:5+++5
        MEA+AAE+G+KGM:12000
        SEL+A123456+CA
        LOC+9+SEGOT:139:6
        EQD+CN+MWCU6059784+45G1:102:5+++5
        CNI+1+BL0001
        RFF+BM:BL0001
        CNT+7:8090:KGM
        CNT+11:50
        LOC+9+SEGOT:139:6
        LOC+11+EETLL:139:6
        LOC+27+SE
        NAD+CN+EE10001++BALTIC STEEL OU+QUAY 1+TALLINN++10111+EE
        NAD+CZ+++NORDIC STEEL AB
        GID+1+50:CT
        FTX+AAA+++STEEL COILS:COLD ROLLED
        MEA+AAE+G+KGM:8090
        SGP+CSQU3054383+20
        SGP+MWCU6059784+30
        CST+1+720915
        CNI+2+BL0002
        LOC+9+SEGOT:139:6
        NAD+NI+++TO ORDER NOTIFY OU
        GID+1+10:PK
        FTX+AAA+++MACHINE PARTS
        MEA+AAE+G+TNE:1.5
        SGP+MWCU6059784+10
        """;

    public const string Baplie = """
        BGM++PLAN-1+9
        DTM+137:2603010800:201
        TDT+20+042W+++MSCU:172:20+++9074729:146::NORDIC STAR
        LOC+5+SEGOT:139:6
        LOC+61+EETLL:139:6
        DTM+178:2603020600:201
        DTM+133:2603010600:201
        LOC+147+0050302::5
        MEA+WT++KGM:23000
        LOC+9+SEGOT:139:6
        LOC+11+EETLL:139:6
        RFF+BM:1
        EQD+CN+CSQU3054383+22G1+++5
        NAD+CA+MSCU:172:20
        LOC+147+0070304::5
        MEA+VGM++KGM:4000
        LOC+9+SEGOT
        LOC+11+FIHEL
        RFF+BM:1
        EQD+CN+MWCU6059784+4500+++4
        """;

    /// <summary>A whole message: UNH, the lines as segments, UNT.</summary>
    public static string Message(string type, string lines, string reference = "M1", string directory = "D:95B:UN") =>
        Message(type, Lines(lines), reference, directory);

    public static string Message(string type, IReadOnlyCollection<string> lines, string reference = "M1", string directory = "D:95B:UN") => string.Create(
        CultureInfo.InvariantCulture, $"UNH+{reference}+{type}:{directory}'{string.Concat(lines.Select(l => l + "'"))}UNT+{lines.Count + 2}+{reference}'");

    public static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>A whole interchange of whole messages.</summary>
    public static string Interchange(params string[] messages) =>
        string.Create(CultureInfo.InvariantCulture, $"{Unb}{string.Concat(messages)}UNZ+{messages.Length}+IC1'");

    public static EdifactInterchange Read(string text) => EdifactReader.Read(Encoding.Latin1.GetBytes(text));

    public static IReadOnlyList<CargoRead> Cargo(string text) => CargoReader.Read(Read(text));

    /// <summary>The only message of an interchange that must be taken.</summary>
    public static CargoRead One(string type, string lines)
    {
        var interchange = Read(Interchange(Message(type, lines)));
        Assert.Empty(interchange.Findings);
        return Assert.Single(CargoReader.Read(interchange));
    }
}
