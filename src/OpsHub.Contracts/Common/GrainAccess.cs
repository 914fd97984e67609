using System.Globalization;
using System.Text;
using Orleans;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Ledger;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Contracts.Tracking;
using OpsHub.Contracts.Workload;

namespace OpsHub.Contracts;

/// <summary>How grains are reached: the one place where their keys are formatted.</summary>
public static class GrainAccess
{
    public static IShipmentGrain Shipment(this IGrainFactory grains, ShipmentId id) => grains.GetGrain<IShipmentGrain>(id.Value);
    public static IInspectionGrain Inspection(this IGrainFactory grains, InspectionId id) => grains.GetGrain<IInspectionGrain>(id.Value);
    public static IOfficerGrain Officer(this IGrainFactory grains, OfficerId id) => grains.GetGrain<IOfficerGrain>(id.Value);
    public static IPortGrain Port(this IGrainFactory grains, PortId id) => grains.GetGrain<IPortGrain>(id.Value);
    public static IRiskProfileGrain RiskProfile(this IGrainFactory grains, RiskProfileId id) => grains.GetGrain<IRiskProfileGrain>(id.Value);
    public static IProfileTrialGrain ProfileTrial(this IGrainFactory grains, PortId port, Guid trial) => grains.GetGrain<IProfileTrialGrain>($"{port}/{trial:D}");

    public static IProfilePerformanceGrain ProfilePerformance(this IGrainFactory grains, PortId port) => grains.GetGrain<IProfilePerformanceGrain>(port.Value);
    public static ISelectivityGrain Selectivity(this IGrainFactory grains, PortId port) => grains.GetGrain<ISelectivityGrain>(port.Value);
    public static IWorkloadBalancerGrain WorkloadBalancer(this IGrainFactory grains, PortId port) => grains.GetGrain<IWorkloadBalancerGrain>(port.Value);
    public static IAlarmBoardGrain AlarmBoard(this IGrainFactory grains, PortId port) => grains.GetGrain<IAlarmBoardGrain>(port.Value);
    public static IMeetingWatchGrain MeetingWatch(this IGrainFactory grains, PortId port) => grains.GetGrain<IMeetingWatchGrain>(port.Value);
    public static ILedgerGrain Ledger(this IGrainFactory grains, PortId port) => grains.GetGrain<ILedgerGrain>(port.Value);
    public static IAccountGrain Account(this IGrainFactory grains, UserId user) => grains.GetGrain<IAccountGrain>(user.Value);
    public static IDeviceGrain Device(this IGrainFactory grains, string deviceId) => grains.GetGrain<IDeviceGrain>(deviceId);

    /// <param name="shard">From 0 to the port's <see cref="PortConfiguration.TrackShards"/> - 1.</param>
    public static ITrackShardGrain TrackShard(this IGrainFactory grains, PortId port, int shard) =>
        grains.GetGrain<ITrackShardGrain>(ShardKey(port, shard));

    /// <summary>Reader of a shard's history.</summary>
    public static ITrackHistoryGrain TrackHistory(this IGrainFactory grains, PortId port, int shard) =>
        grains.GetGrain<ITrackHistoryGrain>(ShardKey(port, shard));

    /// <summary>The shard that keeps a tracker.</summary>
    public static ITrackShardGrain TrackShard(this IGrainFactory grains, PortConfiguration port, TrackerId tracker) =>
        grains.TrackShard(port.Port, ShardOf(tracker, port.TrackShards));

    /// <summary>Joined by hand: the ingest path makes one for every call.</summary>
    private static string ShardKey(PortId port, int shard) => string.Concat(port.Value, "/", shard.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// FNV-1a (32 bits) over the id's UTF-8 bytes, modulo the count of shards. It outlives the process: history stands in
    /// the journal by shard.
    /// </summary>
    public static int ShardOf(TrackerId tracker, int shards)
    {
        const uint offsetBasis = 2_166_136_261;
        const uint prime = 16_777_619;
        Span<byte> bytes = stackalloc byte[256];
        var id = tracker.Value.AsSpan();
        var length = Encoding.UTF8.GetBytes(id[..Math.Min(id.Length, 64)], bytes);
        var hash = offsetBasis;
        foreach (var b in bytes[..length])
            hash = unchecked((hash ^ b) * prime);
        return (int)(hash % (uint)shards);
    }
}

/// <summary>The stream on which a port's log is published: id <c>port-events/{port}</c>, items <see cref="PortEventBatch"/>.</summary>
public static class PortEventStream
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "port-events";

    /// <summary>Namespace of the stream's id; its key is the port.</summary>
    public const string Namespace = "port-events";
}
