using System.Text;
using OpsHub.Domain.Ledger;

namespace OpsHub.Domain.Tests.Ledger;

public sealed class LedgerEntryCodecTests
{
    [Fact]
    public void Decode_GivesWhatWasEncoded_InUtc()
    {
        var draft = LedgerCase.Draft(7);
        var previous = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        var entry = LedgerEntryCodec.Decode(LedgerEntryCodec.Encode(LedgerCase.Port, 42, draft, previous));

        Assert.Equal(42, entry.Sequence);
        Assert.Equal(LedgerCase.Port, entry.Port);
        Assert.Equal(draft with { At = draft.At.ToUniversalTime() }, entry.Draft);
        Assert.Equal(TimeSpan.Zero, entry.Draft.At.Offset);
        Assert.Equal(Convert.ToHexStringLower(previous), entry.PreviousHash);
        Assert.Equal(LedgerHash.Of(entry.PreviousHash, entry.Port, 42, draft), entry.Hash);
    }

    [Fact]
    public void Hash_OfAnEntryWrittenInAnEarlierRelease_IsStillTheSame()
    {
        // A ledger is kept for years: a change of the canonical form must not go unnoticed. SHA-256 computed outside, with
        // sha256sum over 32 zero bytes and the canonical bytes.
        var entry = LedgerEntryCodec.Decode(LedgerCase.Stored(1)[0]);

        Assert.Equal("4398e643424b1cf760e254b1ce9287265eb5db8652124bd0ad505446c44bf224", entry.Hash);
    }

    [Fact]
    public void Peek_GivesTimeTypeAndData()
    {
        LedgerEntryCodec.Peek(LedgerCase.Stored(1)[0], out var at, out var type, out var data);

        Assert.Equal(LedgerCase.Draft(1).At, at);
        Assert.Equal("shipmentHeld", Encoding.UTF8.GetString(type));
        Assert.Equal(LedgerCase.Draft(1).Data, Encoding.UTF8.GetString(data));
    }

    [Fact]
    public void DecodeOrigin_GivesSourceAndHash()
    {
        var stored = LedgerCase.Stored(2)[1];

        var (source, sourceSequence, hash) = LedgerEntryCodec.DecodeOrigin(stored);

        Assert.Equal(("shipment/EETLL-2", 2L), (source, sourceSequence));
        Assert.Equal(stored[^32..], hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AB")]
    [InlineData("ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public void Read_WhenNoHash_Throws(string hex) => Assert.Throws<FormatException>(() => LedgerHash.Read(hex, new byte[32]));
}
