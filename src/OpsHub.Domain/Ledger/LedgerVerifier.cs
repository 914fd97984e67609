using OpsHub.Contracts;
using OpsHub.Contracts.Ledger;

namespace OpsHub.Domain.Ledger;

/// <summary>How a chain is broken.</summary>
public enum LedgerBreakKind
{
    /// <summary>The stored bytes are no entry.</summary>
    Malformed,

    /// <summary>The entry belongs to another port's ledger.</summary>
    WrongPort,

    /// <summary>Entries are missing before this one.</summary>
    Gap,

    /// <summary>The entry was there before, or stands before one it follows.</summary>
    OutOfOrder,

    /// <summary>The entry follows another one than the one before it.</summary>
    WrongPreviousHash,

    /// <summary>The entry's content is not what its hash was made of.</summary>
    WrongHash,
}

/// <summary>The first broken link.</summary>
/// <param name="Sequence">Sequence the entry should have had.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Detail">One sentence with the values.</param>
public sealed record LedgerBreak(long Sequence, LedgerBreakKind Kind, string Detail);

/// <summary>
/// Checks a ledger entry by entry, from storage or from an export, without trusting anything but the arithmetic. The
/// first break is final: what stands behind it proves nothing.
/// </summary>
public sealed class LedgerVerifier
{
    private readonly byte[] _head = new byte[LedgerHash.Bytes];
    private PortId? _port;
    private bool _headKnown;

    /// <summary>Verifies a whole ledger, from its first entry.</summary>
    public LedgerVerifier() => _headKnown = true;

    /// <summary>Verifies a part that follows a head which is trusted for another reason (a signed one, a written-down one).</summary>
    /// <param name="trusted">The head before the part; null takes the first entry's word for what was before it.</param>
    /// <param name="from">Sequence of the first entry, when <paramref name="trusted"/> is null.</param>
    public LedgerVerifier(LedgerHead? trusted, long from = 1)
    {
        Sequence = trusted?.Sequence ?? from - 1;
        _headKnown = trusted is not null || from == 1;
        if (trusted is not null)
            LedgerHash.Read(trusted.Hash, _head);
    }

    /// <summary>Sequence of the last entry that is right.</summary>
    public long Sequence { get; private set; }

    /// <summary>The last entry that was looked at; null before the first.</summary>
    public PortEvent? Last { get; private set; }

    /// <summary>Entries that were right.</summary>
    public long Verified { get; private set; }

    /// <summary>Null while everything is right.</summary>
    public LedgerBreak? Break { get; private set; }

    /// <summary>The head that was reached.</summary>
    public LedgerHead Head => new(Sequence, Convert.ToHexStringLower(_head));

    /// <summary>Checks the next entry as it is stored. Null when it is right.</summary>
    public LedgerBreak? Add(ReadOnlySpan<byte> stored)
    {
        if (Break is not null)
            return Break;
        try
        {
            return Add(LedgerEntryCodec.Decode(stored));
        }
        catch (FormatException error)
        {
            return Break = new LedgerBreak(Sequence + 1, LedgerBreakKind.Malformed, $"Entry {Sequence + 1}: {error.Message}");
        }
    }

    /// <summary>Checks the next entry. Null when it is right.</summary>
    public LedgerBreak? Add(PortEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Last = entry;
        return Break ??= Check(entry);
    }

    private LedgerBreak? Check(PortEvent entry)
    {
        var due = Sequence + 1;
        _port ??= entry.Port;
        if (entry.Port != _port)
            return new LedgerBreak(due, LedgerBreakKind.WrongPort, $"Entry {due} belongs to {entry.Port}, the ledger to {_port}.");
        if (entry.Sequence > due)
            return new LedgerBreak(due, LedgerBreakKind.Gap, $"Entry {due} is missing: {entry.Sequence} follows {Sequence}.");
        if (entry.Sequence < due)
            return new LedgerBreak(due, LedgerBreakKind.OutOfOrder, $"Entry {entry.Sequence} stands where {due} should be.");
        return CheckHashes(entry);
    }

    private LedgerBreak? CheckHashes(PortEvent entry)
    {
        Span<byte> previous = stackalloc byte[LedgerHash.Bytes];
        Span<byte> stated = stackalloc byte[LedgerHash.Bytes];
        try
        {
            LedgerHash.Read(entry.PreviousHash, previous);
            LedgerHash.Read(entry.Hash, stated);
        }
        catch (FormatException error)
        {
            return new LedgerBreak(entry.Sequence, LedgerBreakKind.Malformed, $"Entry {entry.Sequence}: {error.Message}");
        }

        if (_headKnown && !previous.SequenceEqual(_head))
        {
            return new LedgerBreak(
                entry.Sequence, LedgerBreakKind.WrongPreviousHash,
                $"Entry {entry.Sequence} follows {entry.PreviousHash}, the entry before it has {Convert.ToHexStringLower(_head)}.");
        }

        var computed = LedgerEntryCodec.Encode(entry.Port, entry.Sequence, entry.Draft, previous).AsSpan(^LedgerHash.Bytes..);
        if (!computed.SequenceEqual(stated))
        {
            return new LedgerBreak(
                entry.Sequence, LedgerBreakKind.WrongHash,
                $"Entry {entry.Sequence} has hash {entry.Hash}, its content gives {Convert.ToHexStringLower(computed)}.");
        }

        computed.CopyTo(_head);
        _headKnown = true;
        Sequence = entry.Sequence;
        Verified++;
        return null;
    }
}
