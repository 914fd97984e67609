using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Projections;

/// <summary>
/// Carries the ports' logs into the projections: reads a batch of a log once, lets every projection that has not applied
/// it make its statements, and stores them with the position. Stopping anywhere loses nothing and applies nothing twice.
/// </summary>
/// <remarks>One caller at a time per process; several processes may run it on one database and overtake each other.</remarks>
public sealed class Projector(
    IJournal journal, IProjectionStore store, IEnumerable<IProjection> projections, PortLogDecoder decode, ILogger<Projector> log)
{
    /// <summary>Entries read together: a few hundred statements, which hold the database's writer for some milliseconds.</summary>
    private const int BatchEntries = 256;

    private readonly IReadOnlyList<IProjection> _projections = [.. projections];
    private readonly Dictionary<(string Projection, string Stream), long> _positions = [];

    /// <summary>Makes the tables of all projections, anew where their version has changed.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        foreach (var projection in _projections)
            await store.PrepareAsync(projection, cancellationToken);
        _positions.Clear();
    }

    /// <summary>Throws the tables of the named projection away; the next <see cref="CatchUpAsync"/> fills them from the logs.</summary>
    /// <exception cref="ArgumentException">There is no projection of that name.</exception>
    public async Task RebuildAsync(string name, CancellationToken cancellationToken = default)
    {
        var projection = _projections.FirstOrDefault(p => p.Name == name)
            ?? throw new ArgumentException($"There is no projection '{name}'; there are {string.Join(", ", _projections.Select(p => p.Name))}.", nameof(name));
        await store.RebuildAsync(projection, cancellationToken);
        _positions.Clear();
    }

    /// <summary>Applies everything the logs have now; answers how many entries were read.</summary>
    public async Task<long> CatchUpAsync(CancellationToken cancellationToken = default)
    {
        var applied = 0L;
        await foreach (var stream in journal.StreamsAsync(PortLog.StreamPrefix, cancellationToken))
        {
            if (PortLog.PortOf(stream.Name) is not null)
                applied += await CatchUpAsync(stream, cancellationToken);
        }

        return applied;
    }

    private async Task<long> CatchUpAsync(JournalStream stream, CancellationToken cancellationToken)
    {
        var read = 0L;
        while (true)
        {
            var positions = new long[_projections.Count];
            for (var i = 0; i < positions.Length; i++)
                positions[i] = await PositionAsync(_projections[i], stream.Name, cancellationToken);
            var from = positions.DefaultIfEmpty(long.MaxValue).Min();
            if (from >= stream.Last)
                return read;
            var events = await ReadAsync(stream.Name, from + 1, cancellationToken);
            if (events.Count == 0)
                return read;
            read += events.Count;
            // Enqueued together, so that they share a group commit.
            var moved = await Task.WhenAll(_projections.Select((p, i) => ApplyAsync(p, stream.Name, positions[i], events, cancellationToken)));
            for (var i = 0; i < positions.Length; i++)
            {
                if (moved[i])
                    _positions[(_projections[i].Name, stream.Name)] = Math.Max(positions[i], events[^1].Number);
                else
                    _positions.Remove((_projections[i].Name, stream.Name));
            }
        }
    }

    private async Task<List<(long Number, PortEvent? Event)>> ReadAsync(string stream, long from, CancellationToken cancellationToken)
    {
        var events = new List<(long, PortEvent?)>(BatchEntries);
        await foreach (var entry in journal.ReadAsync(stream, from, BatchEntries, cancellationToken))
            events.Add((entry.Number, Decode(stream, entry)));
        return events;
    }

    private PortEvent? Decode(string stream, JournalEntry entry)
    {
        try
        {
            return decode(entry.Bytes.Span);
        }
        catch (FormatException error)
        {
            // The ledger's own check reports it too; one damaged entry must not keep the others from being found.
            log.LogError(error, "Entry {Number} of {Stream} cannot be read and is left out of the projections.", entry.Number, stream);
            return null;
        }
    }

    /// <summary>False when somebody else has moved the position.</summary>
    private async Task<bool> ApplyAsync(
        IProjection projection, string stream, long from, List<(long Number, PortEvent? Event)> events, CancellationToken cancellationToken)
    {
        var to = events[^1].Number;
        if (from >= to)
            return true;
        PortEvent[] batch = [.. events.Where(e => e.Number > from && e.Event is not null).Select(e => e.Event!)];
        return await store.ApplyAsync(projection, stream, from, to, Changes(projection, batch), cancellationToken);
    }

    private ProjectionChanges Changes(IProjection projection, PortEvent[] batch)
    {
        try
        {
            var changes = new ProjectionChanges();
            projection.Apply(batch, changes);
            return changes;
        }
        catch (JsonException error) when (batch.Length > 1)
        {
            log.LogDebug(error, "A batch for {Projection} has an event that cannot be read; taken one by one.", projection.Name);
            var changes = new ProjectionChanges();
            foreach (var one in batch)
                changes.Add(Changes(projection, [one]));
            return changes;
        }
        catch (JsonException error)
        {
            log.LogError(error, "Event {Sequence} of {Port} cannot be read and is left out of {Projection}.", batch[0].Sequence, batch[0].Port, projection.Name);
            return new ProjectionChanges();
        }
    }

    private async ValueTask<long> PositionAsync(IProjection projection, string stream, CancellationToken cancellationToken)
    {
        var key = (projection.Name, stream);
        if (_positions.TryGetValue(key, out var position))
            return position;
        return _positions[key] = await store.PositionAsync(projection, stream, cancellationToken);
    }
}
