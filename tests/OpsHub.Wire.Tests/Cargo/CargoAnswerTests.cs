using System.Buffers;
using System.Text.Json;
using OpsHub.Wire.Cargo;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Cargo;

public sealed class CargoAnswerTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void ToEdifact_GoodAndBadMessage_IsReadBackWithEveryFinding()
    {
        var bad = Edi.Baplie.Replace("LOC+5+SEGOT", "LOC+5+?'GO?+T", StringComparison.Ordinal).Replace("CSQU3054383", "CSQU3054380", StringComparison.Ordinal);
        var (interchange, reads) = Read(Edi.Interchange(Edi.Message("CUSCAR", Edi.Cuscar), Edi.Message("BAPLIE", bad, "M2")));
        var answer = EdifactReader.Read(CargoAnswer.ToEdifact(interchange, reads, new EdifactPartner("OPSHUB"), s_at, "A1"));
        Assert.Empty(answer.Findings);
        Assert.Equal(("OPSHUB", "LINE", "A1"), (answer.Header.Sender, answer.Header.Recipient, answer.Header.ControlReference));
        Assert.Equal(["APERAK", "APERAK"], answer.Messages.Select(m => m.Type));
        Assert.All(answer.Messages, m => Assert.Empty(m.Findings));
        var taken = answer.Messages[0].Segments().ToList();
        Assert.Equal(["BGM", "DTM", "RFF", "RFF"], taken.Select(s => s.Tag));
        Assert.Equal(("MAN-1", "AP", "IC1", "M1"), (taken[0][2], taken[0][4], taken[2][1, 2], taken[3][1, 2]));
        var refused = answer.Messages[1].Segments().ToList();
        Assert.Equal("RE", refused[0][4]);
        Assert.Equal(reads[1].Findings.Select(f => ((int)f.Fault).ToString()), refused.Where(s => s.Tag == "ERC").Select(s => s[1]));
        var text = refused.First(s => s.Tag == "FTX");
        Assert.Equal(("LOC 2.1", "'GO+T", "error"), (text[4, 1], text[4, 3], text[4, 5]));
        Assert.Equal(reads[1].Findings.Select(f => f.Place.Segment.ToString()), refused.Where(s => s.Tag == "RFF" && s[1] == "LI").Select(s => s[1, 2]));
    }

    [Fact]
    public void ToEdifact_RefusedInterchange_IsAnsweredOnce()
    {
        var (interchange, reads) = Read(Edi.Interchange(Edi.Message("CUSCAR", Edi.Cuscar)).Replace("UNZ+1", "UNZ+2", StringComparison.Ordinal));
        Assert.Empty(reads);
        var answer = EdifactReader.Read(CargoAnswer.ToEdifact(interchange, reads, new EdifactPartner("OPSHUB"), s_at, "A1"));
        var segments = Assert.Single(answer.Messages).Segments().ToList();
        Assert.Equal(["BGM", "DTM", "RFF", "ERC", "FTX", "RFF"], segments.Select(s => s.Tag));
        Assert.Equal(("RE", "207"), (segments[0][4], segments[3][1]));
    }

    [Fact]
    public void ToEdifact_BodyThatIsNoInterchange_IsAnsweredToo()
    {
        var (interchange, reads) = Read("nonsense");
        var answer = EdifactReader.Read(CargoAnswer.ToEdifact(interchange, reads, new EdifactPartner("OPSHUB"), s_at, "A1"));
        Assert.Empty(answer.Findings);
        Assert.Equal("UNKNOWN", answer.Header.Recipient);
    }

    [Fact]
    public void ToJson_HasTheSameFindings()
    {
        var (interchange, reads) = Read(Edi.Interchange(Edi.Message("CUSCAR", Edi.Cuscar.Replace("LOC+27+SE", "LOC+27+S", StringComparison.Ordinal))));
        var buffer = new ArrayBufferWriter<byte>();
        CargoAnswer.ToJson(buffer, interchange, reads);
        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        Assert.Equal((0, 1), (json.RootElement.GetProperty("accepted").GetInt32(), json.RootElement.GetProperty("refused").GetInt32()));
        var finding = json.RootElement.GetProperty("messages")[0].GetProperty("findings")[0];
        Assert.Equal((405, 22, "LOC", 2, 1, "S"), (finding.GetProperty("code").GetInt32(), finding.GetProperty("segment").GetInt32(), finding.GetProperty("tag").GetString(), finding.GetProperty("element").GetInt32(), finding.GetProperty("component").GetInt32(), finding.GetProperty("value").GetString()));
    }

    private static (EdifactInterchange Interchange, IReadOnlyList<CargoRead> Reads) Read(string text)
    {
        var interchange = Edi.Read(text);
        return (interchange, CargoReader.Read(interchange));
    }
}
