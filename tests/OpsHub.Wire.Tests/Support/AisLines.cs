using System.Text;
using OpsHub.Wire.Ais;

namespace OpsHub.Wire.Tests.Support;

/// <summary>One line's outcome.</summary>
internal sealed record Heard(AisOutcome Outcome, AisRefusal Refusal, AisMessage Message);

/// <summary>Shortcuts from text to messages.</summary>
internal static class AisLines
{
    public const long Now = 1_700_000_000_000;

    /// <summary>Puts text, as a stream, through the line reader and a receiver.</summary>
    public static List<Heard> Hear(string text, AisReceiver? receiver = null) => Hear(Encoding.Latin1.GetBytes(text), receiver);

    public static List<Heard> Hear(byte[] bytes, AisReceiver? receiver = null)
    {
        receiver ??= new AisReceiver();
        var reader = new NmeaLineReader();
        var heard = new List<Heard>();
        foreach (var line in reader.Read(bytes))
            heard.Add(Take(receiver, line));
        var rest = reader.Flush();
        if (!rest.IsEmpty)
            heard.Add(Take(receiver, rest));
        return heard;
    }

    /// <summary>The one message of the text.</summary>
    public static AisMessage Decode(string text) => Assert.Single(Hear(text), h => h.Outcome == AisOutcome.Message).Message;

    private static Heard Take(AisReceiver receiver, ReadOnlySpan<byte> line)
    {
        var outcome = receiver.Accept(line, feed: 0, Now, out var message, out var refusal);
        return new Heard(outcome, refusal, message);
    }
}
