using System.Globalization;
using OpsHub.Wire.Codes;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Codes;

public sealed class CodeTests
{
    [Theory]
    [InlineData("MWCU6059784", ContainerNumberFault.None)]
    [InlineData("CSQU3054383", ContainerNumberFault.None)]
    [InlineData("CBHU3202732", ContainerNumberFault.None)]
    [InlineData("CSQU3054384", ContainerNumberFault.CheckDigit)]
    [InlineData("TEXU1000010", ContainerNumberFault.None)]
    [InlineData("MSTI6415664", ContainerNumberFault.Category)]
    [InlineData("CSQU305438", ContainerNumberFault.Shape)]
    [InlineData("csqu3054383", ContainerNumberFault.Shape)]
    [InlineData("CSQ 3054383", ContainerNumberFault.Shape)]
    [InlineData("", ContainerNumberFault.Shape)]
    public void Container_KnownNumbers_AreJudged(string number, ContainerNumberFault fault) => Assert.Equal(fault, ContainerNumber.Check(number));

    [SharedDataFact("reference/iso6346_cases.csv")]
    public void Container_CaseFile_Agrees()
    {
        var cases = SharedFile.Lines("reference/iso6346_cases.csv").Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(22, cases.Count);
        foreach (var fields in cases)
        {
            // Lower case is an implementation decision: we want upper case.
            var expected = fields[1] == "valid";
            Assert.True(expected == ContainerNumber.IsValid(fields[0]), $"{fields[0]} should be {fields[1]}");
        }
    }

    [Theory]
    [InlineData(9074729, true)]
    [InlineData(8814275, true)]
    [InlineData(8814274, false)]
    [InlineData(0, false)]
    [InlineData(907472, false)]
    [InlineData(90747290, false)]
    public void Imo_KnownNumbers_AreJudged(long number, bool valid) => Assert.Equal(valid, ImoNumber.IsValid(number));

    [SharedDataFact("reference/imo_cases.csv")]
    public void Imo_CaseFile_Agrees()
    {
        var cases = SharedFile.Lines("reference/imo_cases.csv").Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(225, cases.Count);
        foreach (var fields in cases)
            Assert.True((fields[1] == "valid") == ImoNumber.TryParse(fields[0], out _), $"{fields[0]} should be {fields[1]}");
    }

    [Theory]
    [InlineData("IMO 9074729", true)]
    [InlineData("imo9074729", true)]
    [InlineData(" 9074729 ", true)]
    [InlineData("9074728", false)]
    [InlineData("90747x9", false)]
    public void Imo_Text_IsRead(string text, bool valid) => Assert.Equal(valid, ImoNumber.TryParse(text, out _));

    [SharedDataFact("reference/MaritimeIdentificationDigits.csv")]
    public void Mmsi_CountryDigits_AreThoseOfTheTable()
    {
        var table = SharedFile.Lines("reference/MaritimeIdentificationDigits.csv").Skip(1)
            .Select(l => int.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)).ToHashSet();
        for (var digits = 0; digits < 1000; digits++)
            Assert.True(table.Contains(digits) == Mmsi.IsAllocated(digits), $"{digits}");
    }

    [Theory]
    [InlineData(276123456, MmsiKind.Ship)]
    [InlineData(217123456, MmsiKind.Unknown)]
    [InlineData(2760001, MmsiKind.CoastStation)]
    [InlineData(27612345, MmsiKind.ShipGroup)]
    [InlineData(111276001, MmsiKind.SearchAndRescueAircraft)]
    [InlineData(992761234, MmsiKind.AidToNavigation)]
    [InlineData(982761234, MmsiKind.AuxiliaryCraft)]
    [InlineData(827612345, MmsiKind.Handheld)]
    [InlineData(970123456, MmsiKind.SearchAndRescueTransmitter)]
    [InlineData(972123456, MmsiKind.ManOverboard)]
    [InlineData(974123456, MmsiKind.EmergencyBeacon)]
    [InlineData(0, MmsiKind.Unknown)]
    [InlineData(1000000000, MmsiKind.Unknown)]
    [InlineData(-1, MmsiKind.Unknown)]
    public void Mmsi_Kind_IsTold(long mmsi, MmsiKind kind) => Assert.Equal(kind, Mmsi.KindOf(mmsi));

    [Theory]
    [InlineData("276123456", true)]
    [InlineData("27612345", false)]
    [InlineData("2761234567", false)]
    [InlineData("27612345x", false)]
    public void Mmsi_Text_HasNineDigits(string text, bool valid) => Assert.Equal(valid, Mmsi.TryParse(text, out _));

    [Theory]
    [InlineData("EETLL", true)]
    [InlineData("US2NY", true)]
    [InlineData("EETL1", false)]
    [InlineData("EE TLL", false)]
    [InlineData("E1TLL", false)]
    [InlineData("eetll", false)]
    public void UnLocode_Shape_IsChecked(string code, bool valid) => Assert.Equal(valid, UnLocode.HasShape(code));

    [Theory]
    [InlineData("440890", "440890")]
    [InlineData("10129", "010129")]
    [InlineData("4408.90", "440890")]
    [InlineData("4408 90 15 00", "4408901500")]
    [InlineData("4408901", "4408901")]
    [InlineData("4408", null)]
    [InlineData("000129", null)]
    [InlineData("44089x", null)]
    [InlineData("", null)]
    [InlineData("1234567890123", null)]
    public void HsCode_Text_IsNormalized(string text, string? code) => Assert.Equal(code, HsCode.Normalize(text));

    [Theory]
    [InlineData("45G1", true)]
    [InlineData("22G1", true)]
    [InlineData("L5R1", true)]
    [InlineData("45g1", false)]
    [InlineData("4511", false)]
    [InlineData("45G", false)]
    public void SizeType_Shape_IsChecked(string code, bool valid) => Assert.Equal(valid, ContainerNumber.IsSizeType(code));

    [Theory]
    [InlineData("EE", true)]
    [InlineData("ee", false)]
    [InlineData("EST", false)]
    [InlineData("E1", false)]
    public void Country_Shape_IsChecked(string code, bool valid) => Assert.Equal(valid, CountryCode.HasShape(code));
}
