using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpsHub.Gateway.Hosting;

/// <summary>Every queue, drop and latency of the gateway, on the meter <c>OpsHub.Gateway</c>.</summary>
public sealed class GatewayMeters
{
    public const string Name = "OpsHub.Gateway";

    /// <summary>Spans from ingest to frame.</summary>
    public static readonly ActivitySource Activities = new(Name);

    public GatewayMeters(IMeterFactory meters)
    {
        Meter = meters.Create(Name);
        AuditLost = Meter.CreateCounter<long>("opshub.audit.lost", "{entry}", "Audit entries that found the queue full.");
        FixesReceived = Meter.CreateCounter<long>("opshub.ingest.fixes", "{fix}", "Position reports read, by door.");
        FixesRefused = Meter.CreateCounter<long>("opshub.ingest.refused", "{fix}", "Position reports not taken, by reason.");
        FixesDropped = Meter.CreateCounter<long>("opshub.ingest.dropped", "{fix}", "Position reports dropped because a queue was full, by door.");
        SentencesRefused = Meter.CreateCounter<long>("opshub.nmea.refused", "{sentence}", "NMEA sentences that could not be used, by reason.");
        IngestLatency = Meter.CreateHistogram<double>("opshub.ingest.latency", "ms", "From reading a report to its being durable.");
        Declarations = Meter.CreateCounter<long>("opshub.intake.declarations", "{declaration}", "Declarations read, by outcome.");
        LodgeLatency = Meter.CreateHistogram<double>("opshub.intake.latency", "ms", "From reading a declaration to its being durable.");
        EventLatency = Meter.CreateHistogram<double>("opshub.live.event.latency", "ms", "From an event's time to its being handed to the connections.");
        FixLatency = Meter.CreateHistogram<double>("opshub.live.fix.latency", "ms", "From a fix's time to its being in a frame.");
        FramesSent = Meter.CreateCounter<long>("opshub.live.frames", "{frame}", "Lossy frames sent.");
        BytesSent = Meter.CreateCounter<long>("opshub.live.bytes", "By", "Bytes handed to connections.");
        EventsSent = Meter.CreateCounter<long>("opshub.live.events", "{event}", "Lossless events handed to connections.");
        TracksNotShown = Meter.CreateCounter<long>("opshub.live.tracks.dropped", "{change}", "Changes of trackers beyond those a port's board keeps.");
        Keyframes = Meter.CreateCounter<long>("opshub.live.keyframes", "{tile}", "Keyframes encoded.");
        Resets = Meter.CreateCounter<long>("opshub.live.resets", "{connection}", "Connections told to start over.");
        Evictions = Meter.CreateCounter<long>("opshub.live.evictions", "{connection}", "Connections cut, by reason.");
        LogGaps = Meter.CreateCounter<long>("opshub.live.log.gaps", "{gap}", "Gaps in the port stream that were read from the log.");
    }

    public Meter Meter { get; }
    public Counter<long> AuditLost { get; }
    public Counter<long> FixesReceived { get; }
    public Counter<long> FixesRefused { get; }
    public Counter<long> FixesDropped { get; }
    public Counter<long> SentencesRefused { get; }
    public Histogram<double> IngestLatency { get; }
    public Counter<long> Declarations { get; }
    public Histogram<double> LodgeLatency { get; }
    public Histogram<double> EventLatency { get; }
    public Histogram<double> FixLatency { get; }
    public Counter<long> FramesSent { get; }
    public Counter<long> BytesSent { get; }
    public Counter<long> EventsSent { get; }
    public Counter<long> TracksNotShown { get; }

    public Counter<long> Keyframes { get; }
    public Counter<long> Resets { get; }
    public Counter<long> Evictions { get; }
    public Counter<long> LogGaps { get; }
}
