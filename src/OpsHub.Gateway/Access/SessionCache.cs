using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Access;

/// <summary>
/// Remembers for at most a second what an account grain said of a token, so that a busy client costs one grain call a
/// second. Answers of both kinds are kept; calls for the same token share one.
/// </summary>
public sealed class SessionCache(IClusterClient grains, TimeProvider time, IOptions<GatewayOptions> options)
{
    /// <summary>More than one entry per signed-in browser of a large port; beyond it the expired ones are swept.</summary>
    private const int SweepAt = 20_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The scope when the token is good now (at most the cache age ago), else null.</summary>
    public async ValueTask<AccountScope?> ValidateAsync(AccessToken token, bool fresh = false)
    {
        var key = token.SessionId + token.SecretSha256;
        if (!fresh && _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.AskedAt) < options.Value.SessionCacheAge)
            return await entry.Scope;
        entry = new Entry(time.GetTimestamp(), grains.Account(token.User).Validate(token.SessionId, token.SecretSha256));
        if (_entries.Count >= SweepAt)
            Sweep();
        _entries[key] = entry;
        try
        {
            return await entry.Scope;
        }
        catch
        {
            _entries.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    /// <summary>The session ended here: the next use asks the grain.</summary>
    public void Forget(AccessToken token) => _entries.TryRemove(token.SessionId + token.SecretSha256, out _);

    private void Sweep()
    {
        foreach (var pair in _entries)
        {
            if (time.GetElapsedTime(pair.Value.AskedAt) >= options.Value.SessionCacheAge)
                _entries.TryRemove(pair);
        }
    }

    private sealed record Entry(long AskedAt, Task<AccountScope?> Scope);
}
