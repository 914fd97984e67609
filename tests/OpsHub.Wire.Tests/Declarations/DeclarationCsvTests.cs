using OpsHub.Wire.Declarations;
using OpsHub.Wire.Tests.Support;
using OpsHub.Wire.Text;
using static OpsHub.Wire.Tests.Support.Declared;

namespace OpsHub.Wire.Tests.Declarations;

public sealed class DeclarationCsvTests
{
    [Fact]
    public async Task Read_KoreanRow_GivesEveryField()
    {
        var row = Assert.Single(await FromCsv($"{KoreanHeader}\n{KoreanRow("97061800")}\n")).Row!;
        Assert.Equal(
            new DeclarationRow
            {
                DeclarationId = "97061800",
                Date = new DateOnly(2020, 1, 1),
                Office = "30",
                ProcessType = "B",
                ImportType = "11",
                ImportUse = "21",
                PaymentType = "11",
                TransportMode = "10",
                DeclarantId = "ZZR1LT6",
                ImporterId = "QLRUBN9",
                SellerId = "0VKY2BR",
                CourierId = null,
                Hs6 = "440890",
                CountryOfDeparture = "BE",
                CountryOfOrigin = "BE",
                TaxRatePercent = 0,
                TaxType = "FEU1",
                OriginIndicator = "G",
                NetMassKilograms = 108,
                ItemPrice = 372254.4m,
                Currency = "KRW",
                Fraud = false,
                CriticalFraud = 0,
            },
            row with { Containers = [], Documents = [], Items = [] });
    }

    [Fact]
    public async Task Read_OwnLayout_GivesContainersDocumentsAndItems()
    {
        const string text = """
            Declaration ID;Date;Importer ID;HS6 Code;Country of Departure;Country of Origin;Net Mass;Item Price;Currency;Containers;Vessel IMO;Voyage;Documents;Items;Remark
            D-1;20260131;IMP1;10129;SE;FI;12.5;99.95;;"CSQU3054383;MWCU6059784";IMO 9074729;042W;N380:INV-7;"1|010129|Horses, live|2|head|900|5000;2|440890|Veneer|10|m3||1.5";seen
            """;
        var row = Assert.Single(await FromCsv(text)).Row!;
        Assert.Equal("010129", row.Hs6);
        Assert.Equal("EUR", row.Currency);
        Assert.Equal(["CSQU3054383", "MWCU6059784"], row.Containers);
        Assert.Equal(9074729, row.VesselImo);
        Assert.Equal("042W", row.Voyage);
        Assert.Equal([new DeclarationDocument("N380", "INV-7")], row.Documents);
        Assert.Equal(
            [
                new DeclarationItem { Line = 1, Hs = "010129", Description = "Horses, live", Quantity = 2, Unit = "head", NetMassKilograms = 900, Value = 5000 },
                new DeclarationItem { Line = 2, Hs = "440890", Description = "Veneer", Quantity = 10, Unit = "m3", NetMassKilograms = null, Value = 1.5m },
            ],
            row.Items);
        Assert.Null(row.Fraud);
    }

    [Fact]
    public async Task Read_RowWithManyFaults_NamesThemAllWithTheLine()
    {
        var reads = await FromCsv($"{KoreanHeader}\r\n{KoreanRow("1")}\r\n{KoreanRow("", "31.12.2020", "12", "-1", "a lot")}\r\n{KoreanRow("3")}\r\n");
        Assert.Equal([true, false, true], reads.Select(r => r.Row is not null));
        var findings = reads[1].Findings;
        Assert.Equal(["Declaration ID", "Date", "HS6 Code", "Net Mass", "Item Price"], findings.Select(f => f.Field));
        Assert.Equal(["", "31.12.2020", "12", "-1", "a lot"], findings.Select(f => f.Value));
        Assert.All(findings, f => Assert.Equal(3, f.Line));
        Assert.All(findings, f => Assert.NotEmpty(f.Expected));
    }

    [Theory]
    [InlineData("\"1,2020-01-01,30,B", "opens a quote that is not closed")]
    [InlineData("\"1\"x,2020-01-01,30,B", "has text behind a closing quote")]
    [InlineData("1,2020-01-01,30", "has 3 fields")]
    public async Task Read_BrokenRow_CostsOnlyItself(string broken, string problem)
    {
        var good = Enumerable.Range(1, 200).Select(i => KoreanRow($"{i}")).ToList();
        var text = string.Join('\n', [KoreanHeader, .. good[..100], broken, .. good[100..]]);
        var reads = await FromCsv(text);
        Assert.Equal(200, reads.Count(r => r.Row is not null));
        var refused = Assert.Single(reads, r => r.Row is null);
        Assert.Equal(102, refused.Line);
        var finding = Assert.Single(refused.Findings);
        Assert.Equal(problem, finding.Problem);
        Assert.Equal(broken[..Math.Min(40, broken.Length)], finding.Value);
    }

    [Fact]
    public async Task Read_QuoteThatALaterRowWouldClose_CostsOnlyItsRow()
    {
        var quoted = KoreanRow("q").Replace("ZZR1LT6", "\"Smith, \"\"Sons\"\"\"", StringComparison.Ordinal);
        var text = string.Join('\n', KoreanHeader, KoreanRow("1"), "\"broken,row", KoreanRow("2"), quoted, KoreanRow("3"), "x,\"broken", quoted, KoreanRow("4"));
        var reads = await FromCsv(text);
        Assert.Equal(["1", "2", "q", "3", "q", "4"], reads.Where(r => r.Row is not null).Select(r => r.Row!.DeclarationId));
        Assert.Equal("Smith, \"Sons\"", reads[3].Row!.DeclarantId);
        Assert.Equal([3L, 7L], reads.Where(r => r.Row is null).Select(r => r.Line));
    }

    [Fact]
    public async Task Read_FieldOverSeveralLines_IsOneField()
    {
        const string header = "Declaration ID,Date,Importer ID,HS6 Code,Country of Departure,Country of Origin,Net Mass,Item Price,Items";
        var reads = await FromCsv($"{header}\nA,2026-01-31,I,440890,SE,FI,1,2,\"1|440890|two\nlines\r\nand more|1|m3|1|2\"\nB,2026-01-31,I,440890,SE,FI,1,2,\n");
        Assert.Equal(["A", "B"], reads.Select(r => r.Row?.DeclarationId));
        Assert.Equal("two\nlines\nand more", reads[0].Row!.Items[0].Description);
        Assert.Equal([2L, 5L], reads.Select(r => r.Line));
    }

    [Fact]
    public async Task Read_EveryQuoteBroken_IsLinearAndEveryRowIsNamed()
    {
        // Escaped quotes keep the field open, line after line.
        var broken = "\"" + string.Concat(Enumerable.Repeat("x\"\"", 1_000));
        var text = string.Join('\n', Enumerable.Repeat(broken, 2_000).Prepend(KoreanHeader).Append(KoreanRow("1")));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var reads = await FromCsv(text);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal(2_000, reads.Count(r => r.Row is null));
        Assert.Equal("1", reads[^1].Row!.DeclarationId);
    }

    [Fact]
    public async Task Read_OverlongRow_IsRefusedAndTheRestIsTaken()
    {
        var reads = await FromCsv($"{KoreanHeader}\n{new string('x', 5_000)}\n{KoreanRow("2")}\n", new DeclarationOptions { MaxRowLength = 1_000 });
        Assert.Equal("is too long", Assert.Single(reads[0].Findings).Problem);
        Assert.Equal("2", reads[1].Row!.DeclarationId);
    }

    [Theory]
    [InlineData("", "header")]
    [InlineData("\n\n", "header")]
    [InlineData("Declaration ID,Date\n1,2\n", "Importer ID")]
    [InlineData("\"Declaration ID,Date\n", "header")]
    public async Task Read_WrongHeader_IsTold(string text, string field)
    {
        var read = Assert.Single(await FromCsv(text));
        Assert.Null(read.Row);
        Assert.Equal(field, read.Findings[0].Field);
    }

    [Fact]
    public async Task Read_ColumnTwice_IsTold() =>
        Assert.Contains((await FromCsv($"{KoreanHeader},declaration_id\n"))[0].Findings, f => f.Field == "declaration_id");

    [Fact]
    public async Task Read_ByteOrderMarkBlankLinesAndSpaces_AreNothing()
    {
        var reads = await FromCsv($"\uFEFF{KoreanHeader}\r\n\r\n  \r\n{KoreanRow(" 1 ")}\r\n\r\n");
        Assert.Equal("1", Assert.Single(reads).Row!.DeclarationId);
        Assert.Equal(4, reads[0].Line);
    }

    [Theory]
    [InlineData("CSQU3054384", "has a wrong check digit", "check digit 3, or another number")]
    [InlineData("MSTI6415664", "has no container category", null)]
    [InlineData("box 17", "is no container number", null)]
    public async Task Read_WrongContainer_IsRefused(string container, string problem, string? expected)
    {
        var read = Assert.Single(await FromCsv($"{KoreanHeader},Containers\n{KoreanRow("1")},{container}\n"));
        Assert.Null(read.Row);
        Assert.Equal(problem, read.Findings[0].Problem);
        if (expected is not null)
            Assert.Equal(expected, read.Findings[0].Expected);
    }

    [Fact]
    public async Task Read_WrongImoCheckDigit_IsMarkedAndTaken()
    {
        var read = Assert.Single(await FromCsv($"{KoreanHeader},Vessel IMO\n{KoreanRow("1")},8814274\n"));
        Assert.Equal(8814274, read.Row!.VesselImo);
        Assert.Equal(FindingSeverity.Warning, Assert.Single(read.Findings).Severity);
    }

    [Fact]
    public async Task Read_TabsAndOtherNames_AreUnderstood()
    {
        var read = Assert.Single(await FromCsv("declarationId\tDATE\timporter_id\ths-code\tcountryOfDeparture\tCountry Of Origin\tnetMassKilograms\titemPrice\n1\t2026-01-31\tI\t440890\tSE\tFI\t1e3\t2\n"));
        Assert.Equal(1000, read.Row!.NetMassKilograms);
        Assert.Equal("KRW", read.Row.Currency);
    }
}
