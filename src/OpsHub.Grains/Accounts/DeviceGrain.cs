using OpsHub.Contracts.Accounts;
using OpsHub.Domain.Common;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Accounts;

/// <summary>A device as it is stored.</summary>
public sealed record DeviceState
{
    /// <summary>Null until registered.</summary>
    public DeviceRegistration? Registration { get; init; }
}

/// <summary>
/// A registered tracking device. Key: device id. Durable: its registration. Called by the gateway's listeners, which cache
/// what it says. Not reentrant.
/// </summary>
internal sealed class DeviceGrain([PersistentState("device")] IPersistentState<DeviceState> stored) : StoredGrain<DeviceState>(stored), IDeviceGrain
{
    public async Task Register(DeviceRegistration registration)
    {
        if (registration.DeviceId != this.GetPrimaryKeyString())
            throw new ArgumentException($"The registration is of '{registration.DeviceId}', not of '{this.GetPrimaryKeyString()}'.", nameof(registration));
        if (!CodeShapes.IsPort(registration.Port.Value) || !CodeShapes.IsText(registration.Label, 1, 100)
            || (registration.KeySha256 is { } key && !CodeShapes.IsSha256(key)))
        {
            throw new ArgumentException("A device has a port, a label of 1 to 100 characters, and a SHA-256 key or none.", nameof(registration));
        }

        if (registration != State.Registration)
            await Save(new DeviceState { Registration = registration });
    }

    public Task<DeviceRegistration?> Get() => Task.FromResult(State.Registration);
}
