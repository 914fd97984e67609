using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Ledger;

/// <summary>The newest entry.</summary>
/// <param name="Sequence">0 when empty.</param>
/// <param name="Hash">Of that entry, lower-case hex; 64 zeros when empty.</param>
[GenerateSerializer, Immutable, Alias("LedgerHead")]
public sealed record LedgerHead([property: Id(0)] long Sequence, [property: Id(1)] string Hash);

/// <summary>
/// A port's log and audit ledger in one. Key: <see cref="PortId"/>. Durable: the journal stream <c>port/{port}/log</c>.
/// Appends interleave and share a group commit; entries are published on the stream <c>port-events</c> after they are durable.
/// </summary>
[Alias("ILedgerGrain")]
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Appends at most 512 drafts of one source in order; completes when durable. A draft whose (source, source sequence)
    /// was appended before is skipped, so repeating a publication is harmless.
    /// </summary>
    [Alias("Append"), AlwaysInterleave] Task<LedgerHead> Append(ImmutableArray<PortEventDraft> drafts);

    [Alias("Head"), AlwaysInterleave] Task<LedgerHead> Head();

    /// <summary>Entries from a sequence on, at most <paramref name="max"/> (1 to 5,000).</summary>
    [Alias("Read"), AlwaysInterleave] Task<ImmutableArray<PortEvent>> Read(long from, int max);
}
