using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Ports;

/// <summary>The served ports and their configuration, remembered for some seconds: every fix and frame asks for it.</summary>
public sealed class PortDirectory(IClusterClient grains, TimeProvider time, IOptions<GatewayOptions> options)
{
    /// <summary>A changed plan shows this late; the configuration event clears it at once where the board is running.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<PortId, (long At, PortConfiguration Configuration)> _known = [];

    public IEnumerable<PortId> Served => options.Value.PortIds;

    /// <summary>The port that takes what names none.</summary>
    public PortId Default => Served.First();

    public bool IsServed(PortId port) => Served.Contains(port);

    /// <summary>Served ports in the caller's scope.</summary>
    public IEnumerable<PortId> Of(Caller caller) => Served.Where(caller.MayAct);

    /// <summary>Null when the port is not served here or was never configured.</summary>
    public async ValueTask<PortConfiguration?> FindAsync(PortId port)
    {
        if (_known.TryGetValue(port, out var known) && time.GetElapsedTime(known.At) < Age)
            return known.Configuration;
        if (!IsServed(port))
            return null;
        var asked = time.GetTimestamp();
        var configuration = await grains.Port(port).Get();
        if (configuration is not null)
            _known[port] = (asked, configuration);
        return configuration;
    }

    public void Forget(PortId port) => _known.TryRemove(port, out _);
}
