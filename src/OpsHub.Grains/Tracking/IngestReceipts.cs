using System.Runtime.InteropServices;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Grains.Tracking;

/// <summary>Receipts, ready to be given: of batches of which everything was taken, as of most, one for each length serves all shards.</summary>
internal static class IngestReceipts
{
    private static readonly Task<IngestReceipt>?[] s_allTaken = new Task<IngestReceipt>?[TrackShardGrain.MaxBatch + 1];

    /// <param name="taken">Fixes taken.</param>
    /// <param name="reasons">Of every fix; null when all were taken.</param>
    public static Task<IngestReceipt> Of(int taken, FixRefusal[]? reasons) =>
        reasons is null ? s_allTaken[taken] ??= Give(taken, new FixRefusal[taken]) : Give(taken, reasons);

    private static Task<IngestReceipt> Give(int taken, FixRefusal[] reasons) =>
        Task.FromResult(new IngestReceipt(taken, ImmutableCollectionsMarshal.AsImmutableArray(reasons)));
}
