using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OpsHub.Storage.Projections;

/// <summary>A page of results; <paramref name="Next"/> asks for the one after it and is null on the last.</summary>
/// <param name="Items">In the query's order.</param>
/// <param name="Next">Opaque; valid for the same query.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where the next page starts: the sort value and id of the last row. Pages neither repeat nor skip rows when others are added.</summary>
internal readonly record struct PageCursor(long Value, string Id)
{
    /// <summary>Largest page a caller may ask for.</summary>
    public const int MaxPageSize = 500;

    /// <summary>Newest first, so the first page starts after nothing.</summary>
    public static PageCursor Start => new(long.MaxValue, "");

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Value}|{Id}")));

    /// <exception cref="ArgumentException">The text did not come from <see cref="Page{T}.Next"/>.</exception>
    public static PageCursor Parse(string? text)
    {
        if (text is null)
            return Start;
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                return new PageCursor(value, parts[1]);
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new ArgumentException("The cursor is not one this server has given out; start again without it.", nameof(text));
    }

    /// <summary>Cuts the one row that was read too many and makes the cursor from the last that stays.</summary>
    public static Page<T> Cut<T>(IReadOnlyList<T> rows, int pageSize, Func<T, PageCursor> at) =>
        rows.Count <= pageSize ? new Page<T>(rows, null) : new Page<T>([.. rows.Take(pageSize)], at(rows[pageSize - 1]).ToString());

    public static int CheckSize(int pageSize) =>
        pageSize is >= 1 and <= MaxPageSize
            ? pageSize
            : throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"A page has 1 to {MaxPageSize} rows.");
}

/// <summary>The WHERE of a query, put together from constant texts; values only ever go in as parameters.</summary>
internal sealed class QueryText(string select)
{
    private readonly StringBuilder _sql = new(select);
    private readonly List<object?> _values = [];
    private bool _hasWhere;

    public IReadOnlyList<object?> Values => _values;

    /// <summary>Adds a condition in which <c>@</c> stands for the values, in order.</summary>
    public QueryText Where(string condition, params ReadOnlySpan<object?> values)
    {
        _sql.Append(_hasWhere ? " AND " : " WHERE ");
        _hasWhere = true;
        var next = 0;
        foreach (var c in condition)
        {
            if (c == '@')
                _sql.Append(CultureInfo.InvariantCulture, $"${Add(values[next++])}");
            else
                _sql.Append(c);
        }

        return this;
    }

    public QueryText WhereIn(string column, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0)
            return Where("1 = 0");
        var marks = string.Join(", ", Enumerable.Repeat('@', values.Count));
        return Where($"{column} IN ({marks})", [.. values]);
    }

    public QueryText Then(string orderBy, int limit)
    {
        _sql.Append(CultureInfo.InvariantCulture, $" {orderBy} LIMIT ${Add((long)limit)}");
        return this;
    }

    public override string ToString() => _sql.ToString();

    private int Add(object? value)
    {
        _values.Add(value);
        return _values.Count;
    }
}
