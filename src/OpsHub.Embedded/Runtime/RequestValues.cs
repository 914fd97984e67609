namespace OpsHub.Embedded.Runtime;

/// <summary>An immutable handful of named values; a changed one is a new list, so that a callee cannot change its caller's.</summary>
internal sealed class RequestValues
{
    private readonly KeyValuePair<string, object>[] _entries;

    private RequestValues(KeyValuePair<string, object>[] entries) => _entries = entries;

    public IEnumerable<KeyValuePair<string, object>> Entries => _entries;

    public object? Find(string key)
    {
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
                return entry.Value;
        }

        return null;
    }

    public static RequestValues With(RequestValues? values, string key, object value)
    {
        var others = values?._entries.Where(entry => !string.Equals(entry.Key, key, StringComparison.Ordinal)) ?? [];
        return new RequestValues([.. others, new(key, value)]);
    }

    public RequestValues? Without(string key)
    {
        var rest = _entries.Where(entry => !string.Equals(entry.Key, key, StringComparison.Ordinal)).ToArray();
        return rest.Length == 0 ? null : new RequestValues(rest);
    }
}
