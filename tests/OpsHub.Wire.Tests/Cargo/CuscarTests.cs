using OpsHub.Wire.Cargo;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.Tests.Support;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Tests.Cargo;

public sealed class CuscarTests
{
    [Fact]
    public void Read_WholeReport_GivesEveryField()
    {
        var read = Edi.One("CUSCAR", Edi.Cuscar);
        Assert.Empty(read.Findings);
        var report = read.Report!;
        Assert.Equal(("MAN-1", CargoFunction.Original, new DateTime(2026, 3, 1, 8, 0, 0), "EETLL"), (report.Document, report.Function, report.PreparedAt, report.Arrival));
        Assert.Equal(("042W", 9074729, "NORDIC STAR", "MSCU"), (report.Voyage.Voyage, report.Voyage.VesselImo, report.Voyage.VesselName, report.Voyage.Carrier));
        Assert.Equal(new DateTime(2026, 3, 2, 6, 0, 0), report.Voyage.ArrivalAt);
        Assert.Equal(["CSQU3054383", "MWCU6059784"], report.Equipment.Select(e => e.Number));
        Assert.Equal(("22G1", true, 12_000m), (report.Equipment[0].SizeType, report.Equipment[0].IsFull, report.Equipment[0].GrossMassKilograms));
        Assert.Equal(["A123456"], report.Equipment[0].Seals);
        var (one, two) = (report.Consignments[0], report.Consignments[1]);
        Assert.Equal(("BL0001", "SEGOT", "EETLL", "SE", 8_090m, 50), (one.Document, one.Loading, one.Discharge, one.CountryOfOrigin, one.GrossMassKilograms, one.Packages));
        Assert.Equal(new CargoParty("EE10001", "BALTIC STEEL OU, QUAY 1, TALLINN", "EE"), one.Consignee);
        Assert.Equal(new CargoParty(null, "NORDIC STEEL AB", null), one.Consignor);
        var item = Assert.Single(one.Items);
        Assert.Equal((50, "CT", "STEEL COILS COLD ROLLED", 8_090m, "720915"), (item.Packages, item.PackageKind, item.Description, item.GrossMassKilograms, item.Hs));
        Assert.Equal(["CSQU3054383", "MWCU6059784"], item.Containers);
        // The port of discharge is the report's where the consignment has none; totals not stated are the sums; tonnes are kilograms.
        Assert.Equal(("BL0002", "EETLL", 1_500m, 10), (two.Document, two.Discharge, two.GrossMassKilograms, two.Packages));
        Assert.Null(two.Consignee);
        Assert.Equal("TO ORDER NOTIFY OU", two.Notify!.Name);
    }

    [Fact]
    public void Read_ManyFaults_AreAllToldInOrder()
    {
        var read = Edi.One("CUSCAR", Edi.Cuscar
            .Replace("CSQU3054383+22G1", "CSQU3054384+22G1", StringComparison.Ordinal)
            .Replace("LOC+27+SE", "LOC+27+SWE", StringComparison.Ordinal)
            .Replace("LOC+60+EETLL", "LOC+60+TALLINN", StringComparison.Ordinal)
            .Replace("MEA+AAE+G+TNE:1.5", "MEA+AAE+G+LTR:1.5", StringComparison.Ordinal)
            .Replace("CST+1+720915", "CST+1+7209X5", StringComparison.Ordinal));
        Assert.Null(read.Report);
        Assert.Equal(
            [(EdifactFault.Location, "LOC 2.1"), (EdifactFault.ContainerCheckDigit, "EQD 2.1"), (EdifactFault.Country, "LOC 2.1"),
             (EdifactFault.Undeclared, "SGP 1.1"), (EdifactFault.HsCode, "CST 2.1"), (EdifactFault.Unit, "MEA 3.1")],
            read.Findings.Select(f => (f.Fault, f.Place.ToString())));
        Assert.Contains("check digit 3", read.Findings[1].Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WrongImoCheckDigit_IsMarkedAndTaken()
    {
        var read = Edi.One("CUSCAR", Edi.Cuscar.Replace("9074729", "9074728", StringComparison.Ordinal));
        Assert.Equal(9074728, read.Report!.Voyage.VesselImo);
        var finding = Assert.Single(read.Findings);
        Assert.Equal((EdifactFault.ImoCheckDigit, FindingSeverity.Warning, "TDT 8.1"), (finding.Fault, finding.Severity, finding.Place.ToString()));
    }

    [Fact]
    public void Read_TwoReportsOfOneNumberOrOneBill_RefusesTheSecond()
    {
        var second = Edi.Cuscar.Replace("MAN-1", "MAN-2", StringComparison.Ordinal);
        var reads = Edi.Cargo(Edi.Interchange(Edi.Message("CUSCAR", Edi.Cuscar), Edi.Message("CUSCAR", second, "M2"), Edi.Message("CUSCAR", Edi.Cuscar, "M3")));
        Assert.NotNull(reads[0].Report);
        Assert.Equal([(EdifactFault.Duplicate, "CNI 2.1"), (EdifactFault.Duplicate, "CNI 2.1")], reads[1].Findings.Select(f => (f.Fault, f.Place.ToString())));
        Assert.Equal((EdifactFault.Duplicate, "BGM 2.1"), (reads[2].Findings[0].Fault, reads[2].Findings[0].Place.ToString()));
    }

    [Fact]
    public void Read_Cancellation_NeedsNoConsignments()
    {
        const string lines = """
            BGM+785+MAN-1+1
            TDT+20+042W+1+++++9074729:146
            """;
        Assert.Equal(CargoFunction.Cancellation, Edi.One("CUSCAR", lines).Report!.Function);
        Assert.Equal(EdifactFault.SegmentMissing, Assert.Single(Edi.One("CUSCAR", lines.Replace("+1\n", "+9\n", StringComparison.Ordinal)).Findings).Fault);
    }

    [Fact]
    public void Read_DecimalComma_IsOneUnlessTheAdviceSaysPoint()
    {
        var text = Edi.Interchange(Edi.Message("CUSCAR", Edi.Cuscar.Replace("TNE:1.5", "TNE:1,5", StringComparison.Ordinal)));
        Assert.Equal(1_500m, Assert.Single(Edi.Cargo(text)).Report!.Consignments[1].GrossMassKilograms);
        Assert.Equal(1_500m, Assert.Single(Edi.Cargo("UNA:+,? '" + text)).Report!.Consignments[1].GrossMassKilograms);
        Assert.Equal((EdifactFault.Number, "MEA 3.2"), Of(Assert.Single(Edi.Cargo("UNA:+.? '" + text))));
    }

    [Fact]
    public void Read_OtherMessageOrDirectory_IsRefusedAtItsHeader()
    {
        Assert.Equal((EdifactFault.MessageType, "UNH 2.1"), Of(Assert.Single(Edi.Cargo(Edi.Interchange(Edi.Message("IFTSTA", "BGM+23+X+9"))))));
        Assert.Equal((EdifactFault.MessageType, "UNH 2.2"), Of(Assert.Single(Edi.Cargo(Edi.Interchange(Edi.Message("CUSCAR", "BGM+23+X+9", directory: "D:93A:UN"))))));
    }

    [Theory]
    [InlineData("empty segments")]
    [InlineData("separators")]
    [InlineData("totals")]
    [InlineData("goods and totals")]
    [InlineData("containers of one item")]
    [InlineData("one description")]
    [InlineData("released")]
    public void Read_HostileRepetition_CostsLittle(string name)
    {
        var lines = name switch
        {
            "empty segments" => new string('\'', 15_000_000),
            "separators" => Repeat("FTX" + new string('+', 60) + "'", 230_000),
            "totals" => Repeat("CNT+7:1'", 1_000_000),
            "goods and totals" => "CNI+1+B'" + Repeat("GID+1+1'CNI+1'CNT+7:1'", 300_000),
            "containers of one item" => "CNI+1+B'GID+1+1'" + string.Concat(Enumerable.Range(0, 900_000).Select(i => $"SGP+{i}'")),
            "one description" => "CNI+1+B'GID+1+1'" + Repeat("FTX+AAA+++A'", 900_000),
            _ => new string('?', 15_000_000),
        };
        var text = $"{Edi.Unb}UNH+1+CUSCAR:D:95B:UN'{lines}UNT+1+1'UNZ+1+IC1'";
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var interchange = Edi.Read(text);
        var reads = CargoReader.Read(interchange);
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        // A few seconds in a debug build; what grows with the square would take hours.
        Assert.True(took < TimeSpan.FromSeconds(60), $"{name}: {took}");
        Assert.True(!interchange.IsTaken || !reads[0].IsTaken, name);
        Assert.InRange(interchange.Findings.Count + reads.Sum(r => r.Findings.Count), 1, 200);
    }

    private static string Repeat(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));

    [Fact]
    public void Read_TenthTotalOrLongDescription_IsTold()
    {
        var read = Edi.One("CUSCAR", Edi.Cuscar.Replace("CNT+10:2", string.Join('\n', Enumerable.Repeat("CNT+10:2", 9)), StringComparison.Ordinal));
        Assert.Equal((EdifactFault.TooMany, "CNT"), Of(read));
        var line = "FTX+AAA+++" + string.Join(':', Enumerable.Repeat(new string('A', 512), 5));
        Assert.Equal((EdifactFault.TooLong, "FTX 4"), Of(Edi.One("CUSCAR", Edi.Cuscar.Replace("FTX+AAA+++MACHINE PARTS", line + "\nFTX+AAA+++B\nFTX+AAA+++B", StringComparison.Ordinal))));
    }

    private static (EdifactFault, string) Of(CargoRead read)
    {
        Assert.False(read.IsTaken);
        var finding = Assert.Single(read.Findings);
        return (finding.Fault, finding.Place.ToString());
    }
}
