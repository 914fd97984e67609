using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Ingest;

/// <summary>Datagrams and connections per sender. Senders can be invented, so only the first ones get a name.</summary>
internal sealed class SourceCounters
{
    private const int MaxNamed = 64;
    private const string Others = "others";

    private readonly ConcurrentDictionary<string, (long Received, long Refused)> _counts = new(StringComparer.Ordinal);

    public SourceCounters(GatewayMeters meters)
    {
        meters.Meter.CreateObservableCounter("opshub.nmea.received", () => Read(count => count.Received), "{datagram}", "Datagrams and connections by sender.");
        meters.Meter.CreateObservableCounter("opshub.nmea.turned_away", () => Read(count => count.Refused), "{datagram}", "Datagrams and connections of senders that may not, or too many.");
    }

    public void Received(IPAddress source) => _counts.AddOrUpdate(NameOf(source), (1, 0), (_, count) => (count.Received + 1, count.Refused));

    public void Refused(IPAddress source) => _counts.AddOrUpdate(NameOf(source), (0, 1), (_, count) => (count.Received, count.Refused + 1));

    private string NameOf(IPAddress source)
    {
        var name = source.ToString();
        return _counts.ContainsKey(name) || _counts.Count < MaxNamed ? name : Others;
    }

    private IEnumerable<Measurement<long>> Read(Func<(long Received, long Refused), long> value) =>
        _counts.Select(source => new Measurement<long>(value(source.Value), new KeyValuePair<string, object?>("source", source.Key)));
}
