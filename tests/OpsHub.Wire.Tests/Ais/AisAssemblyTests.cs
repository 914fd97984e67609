using System.Text;
using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;
using static OpsHub.Wire.Tests.Ais.AisRefusalTests;

namespace OpsHub.Wire.Tests.Ais;

public sealed class AisAssemblyTests
{
    private const string Part1 = "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C";
    private const string Part2 = "!AIVDM,2,2,1,A,88888888880,2*25";

    private readonly AisReceiver _receiver = new();

    [Fact]
    public void Accept_TwoParts_GiveOneMessage()
    {
        Assert.Equal(AisOutcome.Pending, Take(Part1).Outcome);
        var message = Take(Part2).Message;
        Assert.Equal(5, message.Type);
        Assert.Equal("EVER DIADEM", message.Static.Name.ToString());
        Assert.Equal("NEW YORK", message.Static.Destination.ToString());
        Assert.Equal(12.2, message.Static.DraughtMetres);
        Assert.Equal(0, _receiver.Unfinished);
    }

    [Fact]
    public void Accept_PartsInReverse_GiveTheMessage()
    {
        Assert.Equal(AisOutcome.Pending, Take(Part2).Outcome);
        Assert.Equal("EVER DIADEM", Take(Part1).Message.Static.Name.ToString());
    }

    [Fact]
    public void Accept_OtherChannelOrSequenceOrFeed_IsNotTheSameMessage()
    {
        Take(Part1);
        Assert.Equal(AisOutcome.Pending, Take(Sum("!AIVDM,2,2,1,B,88888888880,2")).Outcome);
        Assert.Equal(AisOutcome.Pending, Take(Sum("!AIVDM,2,2,2,A,88888888880,2")).Outcome);
        Assert.Equal(AisOutcome.Pending, Take(Part2, feed: 9).Outcome);
        Assert.Equal(AisOutcome.Pending, Take(Tag("s:other") + Part2).Outcome);
        Assert.Equal(AisOutcome.Message, Take(Part2).Outcome);
    }

    [Fact]
    public void Accept_SamePartTwice_IsADuplicateAndHarmless()
    {
        Take(Part1);
        Assert.Equal(AisRefusal.FragmentDuplicate, Take(Part1).Refusal);
        Assert.Equal(AisOutcome.Message, Take(Part2).Outcome);
        Assert.Equal(0, _receiver.Counters.Of(AisRefusal.FragmentLost));
    }

    [Fact]
    public void Accept_SequenceIdUsedAgain_StartsAnew()
    {
        Take(Sum("!AIVDM,2,1,1,A,5000000000000000000000000000000000000000000000000000000000000,0"));
        Take(Part1);
        Assert.Equal("EVER DIADEM", Take(Part2).Message.Static.Name.ToString());
        Assert.Equal(1, _receiver.Counters.Of(AisRefusal.FragmentLost));
    }

    [Fact]
    public void Accept_PartTooLate_IsNotJoined()
    {
        Take(Part1, now: 1_000);
        Assert.Equal(AisOutcome.Pending, Take(Part2, now: 6_001).Outcome);
        Assert.Equal(1, _receiver.Counters.Of(AisRefusal.FragmentLost));
    }

    [Fact]
    public void Expire_WhatIsTooOld_IsCountedAsLost()
    {
        Take(Part1, now: 1_000);
        _receiver.Expire(6_000);
        Assert.Equal(1, _receiver.Unfinished);
        _receiver.Expire(6_001);
        Assert.Equal(0, _receiver.Unfinished);
        Assert.Equal(1, _receiver.Counters.Of(AisRefusal.FragmentLost));
    }

    [Fact]
    public void Accept_MoreThanThePlaces_GivesUpTheOldest()
    {
        var receiver = new AisReceiver(new AisAssembler(capacity: 3));
        for (ulong feed = 0; feed < 5; feed++)
            Take(Part1, feed, now: (long)feed, receiver);
        Assert.Equal(3, receiver.Unfinished);
        Assert.Equal(2, receiver.Counters.Of(AisRefusal.FragmentLost));
        Assert.Equal(AisOutcome.Pending, Take(Part2, feed: 0, now: 6, receiver).Outcome);
        Assert.Equal(AisOutcome.Message, Take(Part2, feed: 4, now: 7, receiver).Outcome);
    }

    [Fact]
    public void Accept_NineParts_GiveOneMessage()
    {
        var outcome = AisOutcome.Ignored;
        for (var part = 1; part <= 9; part++)
            outcome = Take(Sum($"!AIVDM,9,{part},3,A,{(part == 1 ? "8" : "")}15Mj23P000G?q7fK>g:o7@1:0L3S,0")).Outcome;
        Assert.Equal(AisOutcome.Message, outcome);
        Assert.Equal(1, _receiver.Counters.OfType(8));
    }

    private static string Tag(string fields) => $"\\{fields}*{fields.Aggregate(0, (sum, c) => sum ^ c):X2}\\";

    private Heard Take(string line, ulong feed = 0, long now = AisLines.Now, AisReceiver? receiver = null)
    {
        var outcome = (receiver ?? _receiver).Accept(Encoding.ASCII.GetBytes(line), feed, now, out var message, out var refusal);
        return new Heard(outcome, refusal, message);
    }
}
