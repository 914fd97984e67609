using OpsHub.Embedded.Runtime;

namespace Orleans.Runtime;

/// <summary>Values that travel with a call, and with the calls it makes, but never back to the caller.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<RequestValues?> s_current = new();

    public static IEnumerable<string> Keys => Entries.Select(static entry => entry.Key);

    public static IEnumerable<KeyValuePair<string, object>> Entries => s_current.Value?.Entries ?? [];

    internal static RequestValues? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <returns>Null when there is no such value.</returns>
    public static object? Get(string key) => s_current.Value?.Find(key);

    /// <summary>Sets a value. It is shared with the callee without copying, so it should be immutable.</summary>
    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(key);
        s_current.Value = RequestValues.With(s_current.Value, key, value);
    }

    public static bool Remove(string key)
    {
        var current = s_current.Value;
        if (current?.Find(key) is null)
            return false;
        s_current.Value = current.Without(key);
        return true;
    }

    public static void Clear()
    {
        if (s_current.Value is not null)
            s_current.Value = null;
    }
}
