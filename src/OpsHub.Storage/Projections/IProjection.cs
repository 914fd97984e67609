using OpsHub.Contracts;

namespace OpsHub.Storage.Projections;

/// <summary>
/// Tables derived from the ports' logs, for searching and exporting. A projection turns events into statements and never
/// reads; so it runs on SQLite and PostgreSQL alike, and away from the database's writer. Everything in its tables can be
/// thrown away and made again from the log.
/// </summary>
public interface IProjection
{
    /// <summary>Unique name, lower case; its tables begin with it.</summary>
    string Name { get; }

    /// <summary>Raised with every change of the tables or of what goes into them; the store then makes them anew.</summary>
    int Version { get; }

    /// <summary>Its tables, dropped for a rebuild.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>
    /// The statements that make the tables, in the SQL both databases understand: <c>bigint</c>, <c>double precision</c>,
    /// <c>text</c>, and <c>{key}</c> for a text compared byte by byte, which prefix searches and keys need.
    /// </summary>
    IReadOnlyList<string> Schema { get; }

    /// <summary>
    /// Adds the statements for events of one port's log, ascending. They are executed in order and in one transaction
    /// with the position in the log, so each event is applied once.
    /// </summary>
    void Apply(IReadOnlyList<PortEvent> events, ProjectionChanges changes);
}

/// <summary>
/// Statements in order, each with its values for <c>$1</c>, <c>$2</c>, ... Values are null, string, long, double or
/// bool (stored as 0 or 1); instants are stored as milliseconds since 1970 UTC, see <see cref="Milliseconds"/>.
/// </summary>
public sealed class ProjectionChanges
{
    private readonly List<(string Sql, object?[] Values)> _statements = [];

    internal IReadOnlyList<(string Sql, object?[] Values)> Statements => _statements;

    /// <summary>Adds a statement. The text must be one of a few constants: prepared statements are kept by it.</summary>
    public void Add(string sql, params object?[] values) => _statements.Add((sql, values));

    internal void Add(ProjectionChanges more) => _statements.AddRange(more._statements);

    /// <summary>How instants are stored.</summary>
    public static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    /// <summary>How instants are stored, null for null.</summary>
    public static object? Milliseconds(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();
}
