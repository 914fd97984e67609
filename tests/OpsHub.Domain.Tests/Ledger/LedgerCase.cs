using OpsHub.Contracts;
using OpsHub.Domain.Ledger;

namespace OpsHub.Domain.Tests.Ledger;

/// <summary>A small right ledger.</summary>
internal static class LedgerCase
{
    public static readonly PortId Port = new("EETLL");

    public static PortEventDraft Draft(int n) => new(
        $"shipment/EETLL-{n % 3}", n, new DateTimeOffset(2026, 3, 1, 8, 0, n, TimeSpan.FromHours(2)), Topics.Shipments, "shipmentHeld",
        $"EETLL-{n % 3}", new Actor(new UserId("älice"), Roles.Supervisor), $$"""{"type":"shipmentHeld","shipment":"EETLL-{{n % 3}}","reason":"Hölzer #{{n}}"}""");

    /// <summary>Entries as they lie in the journal.</summary>
    public static List<byte[]> Stored(int count)
    {
        var stored = new List<byte[]>();
        var previous = new byte[LedgerHash.Bytes];
        for (var n = 1; n <= count; n++)
        {
            stored.Add(LedgerEntryCodec.Encode(Port, n, Draft(n), previous));
            previous = stored[^1][^LedgerHash.Bytes..];
        }

        return stored;
    }

    public static LedgerBreak? Verify(IEnumerable<byte[]> stored)
    {
        var verifier = new LedgerVerifier();
        foreach (var entry in stored)
        {
            if (verifier.Add(entry) is { } broken)
                return broken;
        }

        return null;
    }
}
