using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Cargo;

/// <summary>
/// The answer to an interchange: one APERAK (UNTDID D.95B) for each message, or a single one where the interchange is refused whole; and
/// the same as JSON. Every finding is told with its code, place, value and what would be right.
/// </summary>
public static class CargoAnswer
{
    /// <summary>BGM 1001: application acknowledgement. 4343 then says whether the message is taken.</summary>
    private const string AnswerDocument = "312";

    /// <summary>Longest free text component of FTX.</summary>
    private const int MaxText = 70;

    /// <summary>Writes the answer as UN/EDIFACT.</summary>
    /// <param name="interchange">What is answered.</param>
    /// <param name="reads">What became of its messages; empty when the interchange is refused.</param>
    /// <param name="from">Who answers.</param>
    /// <param name="at">When.</param>
    /// <param name="reference">Our number of the answer, 1-14 characters.</param>
    public static byte[] ToEdifact(
        EdifactInterchange interchange, IReadOnlyList<CargoRead> reads, EdifactPartner from, DateTimeOffset at, string reference)
    {
        // A sender that could not be read is answered too, on the line it came by.
        var sender = interchange.Header.Sender is { Length: > 0 and <= 35 } name ? name : "UNKNOWN";
        var to = new EdifactPartner(sender, interchange.Header.SenderQualifier);
        var writer = new EdifactWriter(from, to, at, reference, interchange.Header.IsTest);
        if (!interchange.IsTaken)
            Write(writer, "", "", interchange.Header.ControlReference, isTaken: false, interchange.Findings, at);
        foreach (var read in reads)
        {
            var document = read.Report?.Document ?? read.Plan?.Document ?? "";
            Write(writer, document, read.Message.Reference, interchange.Header.ControlReference, read.IsTaken, read.Findings, at);
        }

        return writer.End();
    }

    /// <summary>Writes the answer as JSON: <c>{"interchange","accepted","refused","findings":[...],"messages":[...]}</c>.</summary>
    public static void ToJson(IBufferWriter<byte> destination, EdifactInterchange interchange, IReadOnlyList<CargoRead> reads)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("interchange", interchange.Header.ControlReference);
        json.WriteBoolean("isTest", interchange.Header.IsTest);
        json.WriteNumber("accepted", reads.Count(r => r.IsTaken));
        json.WriteNumber("refused", reads.Count(r => !r.IsTaken));
        Write(json, interchange.Findings);
        json.WriteStartArray("messages");
        foreach (var read in reads)
        {
            json.WriteStartObject();
            json.WriteString("reference", read.Message.Reference);
            json.WriteString("type", read.Message.Type);
            if ((read.Report?.Document ?? read.Plan?.Document) is { } document)
                json.WriteString("document", document);
            json.WriteBoolean("accepted", read.IsTaken);
            Write(json, read.Findings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<EdifactFinding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteNumber("code", (int)finding.Fault);
            json.WriteString("severity", finding.Severity == FindingSeverity.Error ? "error" : "warning");
            json.WriteNumber("segment", finding.Place.Segment);
            json.WriteString("tag", finding.Place.Tag);
            json.WriteNumber("element", finding.Place.Element);
            json.WriteNumber("component", finding.Place.Component);
            json.WriteString("value", finding.Value);
            json.WriteString("problem", finding.Problem);
            json.WriteString("expected", finding.Expected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(
        EdifactWriter writer, string document, string message, string interchange, bool isTaken, IReadOnlyList<EdifactFinding> findings, DateTimeOffset at)
    {
        writer.BeginMessage("APERAK", "D", "95B");
        // 1225: 9 original. 4343: AP accepted, RE rejected.
        writer.Segment("BGM", [AnswerDocument], [document], ["9"], [isTaken ? "AP" : "RE"]);
        writer.Segment("DTM", ["137", EdifactWriter.Format(at, "yyyyMMddHHmm"), "203"]);
        if (interchange.Length is > 0 and <= 35)
            writer.Segment("RFF", ["AGO", interchange]);
        if (message.Length is > 0 and <= 35)
            writer.Segment("RFF", ["ACW", message]);
        foreach (var finding in findings)
            Write(writer, finding);
        writer.EndMessage();
    }

    /// <summary>ERC with our code, FTX with place, problem, value and what would be right, RFF with the segment's number (LI, line).</summary>
    private static void Write(EdifactWriter writer, EdifactFinding finding)
    {
        writer.Segment("ERC", [Text((int)finding.Fault), "", "ZZZ"]);
        string[] text = [finding.Place.ToString(), finding.Problem, finding.Value, finding.Expected, finding.Severity == FindingSeverity.Error ? "error" : "warning"];
        writer.Segment("FTX", ["AAO"], [""], [""], [.. text.Select(Cut)]);
        if (finding.Place.Segment > 0)
            writer.Segment("RFF", ["LI", Text(finding.Place.Segment)]);
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
