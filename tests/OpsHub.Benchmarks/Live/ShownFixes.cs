using System.Diagnostics;
using OpsHub.Contracts.Live;
using OpsHub.Testing.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>What a client's messages say it showed, and how long after it was sent.</summary>
internal static class ShownFixes
{
    public static (List<double> LatenciesMs, int Sent, int Frames) Read(BenchFleet fleet, PacedSender sender, IReadOnlyList<LiveMessage> messages, long from)
    {
        var vessels = Enumerable.Range(0, fleet.Count).ToDictionary(fleet.Tracker, vessel => vessel, StringComparer.Ordinal);
        var slots = new Dictionary<(string Tile, int Slot), int>();
        var shown = Enumerable.Repeat(-1, fleet.Count).ToArray();
        var (latencies, frames) = (new List<double>(), 0);
        foreach (var message in messages)
        {
            if (message.Target == "Roster")
            {
                foreach (var entry in message.As<RosterChanged>().Entries)
                    slots[(entry.Tile, entry.Slot)] = vessels[entry.Id.Value];
            }
            else if (message.Target == "Tiles")
            {
                frames++;
                foreach (var tile in message.As<TilesChanged>().Tiles)
                {
                    foreach (var record in TileReader.Read(tile))
                    {
                        var vessel = slots[(tile.Tile, record.Slot)];
                        var fix = fleet.FixAt(vessel, record.LatitudeDegrees);
                        if (fix <= shown[vessel])
                            continue;
                        shown[vessel] = fix;
                        if (sender.SentAt(vessel, fix) is var sentAt && sentAt >= from)
                            latencies.Add(Stopwatch.GetElapsedTime(sentAt, message.ReceivedAt).TotalMilliseconds);
                    }
                }
            }
        }

        return (latencies, sender.SentSince(from), frames);
    }

    public static string Percentiles(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? "nothing" : $"p50 {At(0.5):F0} ms, p95 {At(0.95):F0} ms, p99 {At(0.99):F0} ms, worst {values[^1]:F0} ms";

        double At(double share) => values[(int)(share * (values.Count - 1))];
    }
}
