using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;

namespace OpsHub.Gateway.Ingest;

/// <summary>Registered devices, remembered for some seconds: a phone reports every second or so.</summary>
public sealed class DeviceDirectory(IClusterClient grains, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    /// <summary>Unknown ids are forgotten sooner, so that a device works right after its registration on another host.</summary>
    private static readonly TimeSpan UnknownAge = TimeSpan.FromSeconds(2);

    /// <summary>A large port's phones and units; beyond it the memory starts over.</summary>
    private const int MaxKnown = 50_000;

    private readonly ConcurrentDictionary<string, (long At, DeviceRegistration? Device)> _known = new(StringComparer.Ordinal);

    /// <summary>Null for an unknown device.</summary>
    public async ValueTask<DeviceRegistration?> FindAsync(string deviceId)
    {
        if (!IsDeviceId(deviceId))
            return null;
        if (_known.TryGetValue(deviceId, out var known) && time.GetElapsedTime(known.At) < (known.Device is null ? UnknownAge : Age))
            return known.Device;
        var asked = time.GetTimestamp();
        var device = await grains.Device(deviceId).Get();
        if (_known.Count >= MaxKnown)
            _known.Clear();
        _known[deviceId] = (asked, device);
        return device;
    }

    public void Forget(string deviceId) => _known.TryRemove(deviceId, out _);

    /// <summary>True when the device needs no key, or this is it.</summary>
    public static bool KeyMatches(DeviceRegistration device, string? key) =>
        device.KeySha256 is not { } expected
        || (key is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(KeyHash(key)), Encoding.ASCII.GetBytes(expected)));

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string KeyHash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>1 to 60 of A-Z a-z 0-9 . _ : - (with <c>dev:</c> a tracker id has at most 64)</summary>
    public static bool IsDeviceId(string? id) =>
        id is { Length: >= 1 and <= 60 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-');
}
