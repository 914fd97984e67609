using Microsoft.Extensions.Options;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Sessions;

/// <summary>Counts failed sign-ins per user and per address in the running minute and says when it is enough.</summary>
public sealed class SignInThrottle(TimeProvider time, IOptions<GatewayOptions> options)
{
    /// <summary>Longest memory of names tried: past it the minute starts over, which only forgives.</summary>
    private const int MaxKeys = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>Seconds to wait, or null when the sign-in may be tried.</summary>
    public int? SecondsToWait(string user, string address)
    {
        lock (_lock)
        {
            var left = Turn();
            return Count("u:" + user) >= options.Value.SignInFailuresPerUser || Count("a:" + address) >= options.Value.SignInFailuresPerAddress
                ? left
                : null;
        }
    }

    public void Failed(string user, string address)
    {
        lock (_lock)
        {
            Turn();
            if (_failures.Count >= MaxKeys)
                _failures.Clear();
            _failures["u:" + user] = Count("u:" + user) + 1;
            _failures["a:" + address] = Count("a:" + address) + 1;
        }
    }

    private int Count(string key) => _failures.GetValueOrDefault(key);

    /// <summary>Starts a new minute when the old one is over; returns the seconds left.</summary>
    private int Turn()
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        if (seconds / 60 != _minute)
        {
            _minute = seconds / 60;
            _failures.Clear();
        }

        return (int)(60 - (seconds % 60));
    }
}
