namespace OpsHub.Storage.Projections;

/// <summary>The database behind the projections: positions in the logs, changes, and questions. SQLite and PostgreSQL.</summary>
public interface IProjectionStore
{
    /// <summary>Makes the projection's tables; makes them anew and starts from the logs' beginnings if its version has changed.</summary>
    ValueTask PrepareAsync(IProjection projection, CancellationToken cancellationToken = default);

    /// <summary>Empties the projection's tables and starts from the logs' beginnings.</summary>
    ValueTask RebuildAsync(IProjection projection, CancellationToken cancellationToken = default);

    /// <summary>The number of the last entry of the stream the projection has applied, 0 for none.</summary>
    ValueTask<long> PositionAsync(IProjection projection, string stream, CancellationToken cancellationToken = default);

    /// <summary>
    /// Executes the changes and moves the position from <paramref name="from"/> to <paramref name="to"/>, in one
    /// transaction. False, and nothing is changed, when the position is another: somebody else has applied them.
    /// </summary>
    ValueTask<bool> ApplyAsync(
        IProjection projection, string stream, long from, long to, ProjectionChanges changes, CancellationToken cancellationToken = default);

    /// <summary>Runs a SELECT with values for <c>$1</c>, <c>$2</c>, ... and maps its rows.</summary>
    ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql, IReadOnlyList<object?> values, Func<IProjectionRow, T> map, CancellationToken cancellationToken = default);
}

/// <summary>A row of a query's result; valid only inside the mapping function. Columns count from 0.</summary>
public interface IProjectionRow
{
    /// <summary>The column's text; empty for null.</summary>
    string Text(int column);

    /// <summary>The column's whole number; 0 for null.</summary>
    long Int64(int column);

    /// <summary>The column's number; 0 for null.</summary>
    double Double(int column);

    /// <summary>True for null.</summary>
    bool IsNull(int column);

    /// <summary>An instant stored as milliseconds; null for null.</summary>
    DateTimeOffset? Instant(int column) => IsNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    /// <summary>The column's text, null for null.</summary>
    string? TextOrNull(int column) => IsNull(column) ? null : Text(column);
}
