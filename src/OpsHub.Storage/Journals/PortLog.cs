using OpsHub.Contracts;

namespace OpsHub.Storage.Journals;

/// <summary>Where the ports' logs stand in the journal. Their entries' form belongs to the ledger; see <see cref="PortLogDecoder"/>.</summary>
public static class PortLog
{
    /// <summary>Every port's log has a stream that begins like this.</summary>
    public const string StreamPrefix = "port/";

    private const string StreamSuffix = "/log";

    /// <summary>The journal stream of the port's log; entry numbers are the events' sequences.</summary>
    public static string StreamOf(PortId port) => $"{StreamPrefix}{port.Value}{StreamSuffix}";

    /// <summary>The port whose log a stream is, or null for other streams.</summary>
    public static PortId? PortOf(string stream) =>
        stream.StartsWith(StreamPrefix, StringComparison.Ordinal) && stream.EndsWith(StreamSuffix, StringComparison.Ordinal)
        && stream.Length > StreamPrefix.Length + StreamSuffix.Length
            ? new PortId(stream[StreamPrefix.Length..^StreamSuffix.Length])
            : null;
}

/// <summary>Reads an entry of a port's log. The composition root registers the ledger's codec as this service.</summary>
public delegate PortEvent PortLogDecoder(ReadOnlySpan<byte> entry);
