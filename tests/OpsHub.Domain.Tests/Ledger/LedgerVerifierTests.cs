using OpsHub.Contracts.Ledger;
using OpsHub.Domain.Ledger;

namespace OpsHub.Domain.Tests.Ledger;

public sealed class LedgerVerifierTests
{
    [Fact]
    public void Add_WhenLedgerIsRight_FindsNothing()
    {
        var verifier = new LedgerVerifier();

        foreach (var entry in LedgerCase.Stored(20))
            Assert.Null(verifier.Add(entry));

        Assert.Equal(20, verifier.Verified);
        Assert.Equal(20, verifier.Head.Sequence);
    }

    [Fact]
    public void Add_WhenAnyBitOfAnEntryIsFlipped_FindsThatEntryOrItsSuccessor()
    {
        var right = LedgerCase.Stored(3);
        for (var bit = 0; bit < right[1].Length * 8; bit++)
        {
            var damaged = (byte[])right[1].Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            var broken = LedgerCase.Verify([right[0], damaged, right[2]]);

            Assert.True(broken is { Sequence: 2 }, $"bit {bit}: {broken?.ToString() ?? "not found"}");
        }
    }

    [Theory]
    [InlineData(0, LedgerBreakKind.Malformed)]       // format version
    [InlineData(1, LedgerBreakKind.Malformed)]       // a length
    [InlineData(5, LedgerBreakKind.Gap)]             // port: found as another port only behind an entry that names it
    [InlineData(-1, LedgerBreakKind.WrongHash)]      // the hash itself
    [InlineData(-33, LedgerBreakKind.WrongPreviousHash)]
    [InlineData(-65, LedgerBreakKind.WrongHash)]     // the last character of the data
    public void Add_WhenAByteIsChanged_NamesWhatIsWrong(int at, LedgerBreakKind kind)
    {
        var stored = LedgerCase.Stored(1);
        stored[0][at < 0 ? stored[0].Length + at : at] ^= 1;

        var broken = LedgerCase.Verify(stored);

        // The first entry's port is the ledger's: changing it there shows in the hash.
        Assert.Equal(at == 5 ? LedgerBreakKind.WrongHash : kind, broken!.Kind);
    }

    [Fact]
    public void Add_WhenAnEntryIsMissing_FindsTheGap()
    {
        var stored = LedgerCase.Stored(5);
        stored.RemoveAt(2);

        Assert.Equal(new { Sequence = 3L, Kind = LedgerBreakKind.Gap }, Where(LedgerCase.Verify(stored)));
    }

    [Fact]
    public void Add_WhenEntriesAreSwapped_FindsTheFirst()
    {
        var stored = LedgerCase.Stored(5);
        (stored[1], stored[2]) = (stored[2], stored[1]);

        Assert.Equal(new { Sequence = 2L, Kind = LedgerBreakKind.Gap }, Where(LedgerCase.Verify(stored)));
    }

    [Fact]
    public void Add_WhenAnEntryOccursTwice_IsOutOfOrder()
    {
        var stored = LedgerCase.Stored(3);
        stored.Insert(1, stored[0]);

        Assert.Equal(new { Sequence = 2L, Kind = LedgerBreakKind.OutOfOrder }, Where(LedgerCase.Verify(stored)));
    }

    [Fact]
    public void Add_WhenAnEntryWasRewrittenWithItsOwnHash_BreaksAtTheNext()
    {
        var stored = LedgerCase.Stored(3);
        var forged = LedgerEntryCodec.Decode(stored[1]);
        stored[1] = LedgerEntryCodec.Encode(
            forged.Port, forged.Sequence, forged.Draft with { Data = "{}" }, Convert.FromHexString(forged.PreviousHash));

        Assert.Equal(new { Sequence = 3L, Kind = LedgerBreakKind.WrongPreviousHash }, Where(LedgerCase.Verify(stored)));
    }

    [Fact]
    public void Add_WhenAnEntryIsOfAnotherPort_IsFound()
    {
        var stored = LedgerCase.Stored(2);
        stored[1] = LedgerEntryCodec.Encode(new("FIHEL"), 2, LedgerCase.Draft(2), stored[0].AsSpan(^32..));

        Assert.Equal(LedgerBreakKind.WrongPort, LedgerCase.Verify(stored)!.Kind);
    }

    [Fact]
    public void Add_WhenThePartFollowsATrustedHead_IsHeldToIt()
    {
        var stored = LedgerCase.Stored(6);
        var head = LedgerEntryCodec.Decode(stored[2]);

        Assert.Null(new LedgerVerifier(new LedgerHead(3, head.Hash)).Add(stored[3]));
        Assert.Equal(LedgerBreakKind.WrongPreviousHash, new LedgerVerifier(new LedgerHead(3, LedgerHash.Zero)).Add(stored[3])!.Kind);
        Assert.Null(new LedgerVerifier(null, 4).Add(stored[3]));
    }

    private static object Where(LedgerBreak? broken) => new { broken!.Sequence, broken.Kind };
}
