using OpsHub.Wire.Declarations;
using OpsHub.Wire.Tests.Support;
using static OpsHub.Wire.Tests.Support.Declared;

namespace OpsHub.Wire.Tests.Declarations;

public sealed class DeclarationJsonTests
{
    private const string Full = """
        {"declarationId":"D-1","date":"2026-01-31","office":"EE1310","processType":"B","importType":"11","importUse":"21","paymentType":"11",
         "transportMode":"10","declarantId":"DCL","importerId":"IMP","sellerId":"SEL","courierId":null,"hs6":"440890","countryOfDeparture":"SE",
         "countryOfOrigin":"FI","taxRatePercent":8,"taxType":"A","originIndicator":"Y","netMassKilograms":108.5,"itemPrice":"372254.40","currency":"SEK",
         "containers":["CSQU3054383"],"vesselImo":9074729,"voyage":"042W","documents":[{"type":"N380","number":"INV-7"},"N740"],
         "items":[{"line":1,"hs":"4408901500","description":"Veneer","quantity":10,"unit":"m3","netMassKilograms":108.5,"value":372254.4}],
         "fraud":true,"criticalFraud":2,"unknown":{"a":[1,2,{}]}}
        """;

    [Fact]
    public async Task Read_FullObject_GivesEveryField()
    {
        var read = Assert.Single(await FromJson(Full));
        Assert.Empty(read.Findings);
        var row = read.Row!;
        Assert.Equal(("D-1", new DateOnly(2026, 1, 31), "EE1310", "440890"), (row.DeclarationId, row.Date, row.Office, row.Hs6));
        Assert.Equal((8m, 108.5m, 372254.40m, "SEK"), (row.TaxRatePercent!.Value, row.NetMassKilograms, row.ItemPrice, row.Currency));
        Assert.Equal(["CSQU3054383"], row.Containers);
        Assert.Equal((9074729, "042W"), (row.VesselImo!.Value, row.Voyage));
        Assert.Equal([new DeclarationDocument("N380", "INV-7"), new DeclarationDocument("N740", null)], row.Documents);
        Assert.Equal("4408901500", Assert.Single(row.Items).Hs);
        Assert.True(row.Fraud);
        Assert.Equal(2, row.CriticalFraud);
        Assert.Null(row.CourierId);
    }

    [Fact]
    public async Task Write_FullObject_IsReadBackTheSame()
    {
        var row = Assert.Single(await FromJson(Full)).Row!;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        DeclarationWriter.WriteJson(buffer, row);
        var read = Assert.Single(await FromJson(buffer.WrittenSpan.ToArray())).Row!;
        Assert.Equal(row with { Containers = [], Documents = [], Items = [] }, read with { Containers = [], Documents = [], Items = [] });
        Assert.Equal(row.Containers, read.Containers);
        Assert.Equal(row.Documents, read.Documents);
        Assert.Equal(row.Items, read.Items);
    }

    [SharedDataFact("customs_kr/df_syn_valid_eng.csv")]
    public async Task Write_RealRowsAsOneArray_AreReadBackTheSame()
    {
        using var file = File.OpenRead(SharedFile.PathOf("customs_kr/df_syn_valid_eng.csv"));
        var rows = await DeclarationCsv.ReadAsync(file).Select(r => r.Row!).ToListAsync();
        using var stream = new MemoryStream();
        await using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var row in rows)
                DeclarationWriter.WriteJson(json, row);
            json.WriteEndArray();
        }

        var read = (await FromJson(stream.ToArray(), chunk: 10_000)).Select(r => r.Row! with { Containers = [], Documents = [], Items = [] });
        Assert.Equal(rows.Select(r => r with { Containers = [], Documents = [], Items = [] }), read);
    }

    [Theory]
    [InlineData("[{0},{1},{2}]")]
    [InlineData("[\n{0},\r\n{1},\r\n{2}\n]\n")]
    [InlineData("{0}\n{1}\n{2}")]
    [InlineData("\uFEFF[{0},{1},{2},]")]
    public async Task Read_ArrayOrLines_GivesEveryObject(string shape)
    {
        var text = shape.Replace("{0}", One("1"), StringComparison.Ordinal).Replace("{1}", One("2"), StringComparison.Ordinal).Replace("{2}", One("3"), StringComparison.Ordinal);
        foreach (var chunk in new[] { 1, 2, 7, 100_000 })
            Assert.Equal(["1", "2", "3"], (await FromJson(text, chunk: chunk)).Select(r => r.Row?.DeclarationId));
    }

    [Theory]
    [InlineData("{\"declarationId\":\"x}")]
    [InlineData("{\"declarationId\":\"x\",\"date\":}")]
    [InlineData("{\"declarationId\":\"x\" \"date\":1}")]
    [InlineData("{\"declarationId\":\"x\",}")]
    [InlineData("{'declarationId':'x'}")]
    [InlineData("nonsense")]
    [InlineData("{\"declarationId\":\"x\",\"items\":[{\"hs\":bad},{\"hs\":\"440890\"}]}")]
    public async Task Read_BrokenObject_CostsOnlyItself(string broken)
    {
        foreach (var shape in new[] { "[{0},{b},{1},{2}]", "[\n{0},\n{b},\n{1},\n{2}\n]", "{0}\n{b}\n{1}\n{2}" })
        {
            var text = shape.Replace("{0}", One("1"), StringComparison.Ordinal).Replace("{1}", One("2"), StringComparison.Ordinal)
                .Replace("{2}", One("3"), StringComparison.Ordinal).Replace("{b}", broken, StringComparison.Ordinal);
            foreach (var chunk in new[] { 3, 100_000 })
            {
                var reads = await FromJson(text, chunk: chunk);
                Assert.Equal(["1", "2", "3"], reads.Where(r => r.Row is not null).Select(r => r.Row!.DeclarationId));
                var refused = Assert.Single(reads, r => r.Row is null);
                Assert.Equal(text[..text.IndexOf(broken, StringComparison.Ordinal)].Count(c => c == '\n') + 1, refused.Line);
                Assert.InRange(refused.Findings[0].Value.Length, 1, 40);
            }
        }
    }

    [Fact]
    public async Task Read_FaultsInAnObject_AreAllNamed()
    {
        var reads = await FromJson("""
            [{"declarationId":"1","date":"today","importerId":"I","hs6":true,"countryOfDeparture":"Sweden","countryOfOrigin":"FI","netMassKilograms":[1],"itemPrice":-1,
              "containers":["CSQU3054384",7],"documents":{},"items":[{"hs":"x"},3]}]
            """);
        Assert.Equal(
            ["date", "hs6", "countryOfDeparture", "netMassKilograms", "itemPrice", "containers", "containers", "documents", "items[0].hs", "items"],
            Assert.Single(reads).Findings.Select(f => f.Field).OrderBy(f => Order(f)));
        Assert.Null(reads[0].Row);

        static int Order(string field) => Array.IndexOf(
            ["date", "hs6", "countryOfDeparture", "netMassKilograms", "itemPrice", "containers", "documents", "items[0].hs", "items"], field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData("[]")]
    public async Task Read_NoObject_IsTold(string text) => Assert.Equal("body", Assert.Single(await FromJson(text)).Findings[0].Field);

    [Fact]
    public async Task Read_EndsEarly_KeepsWhatWasTaken()
    {
        var reads = await FromJson($"[{One("1")},{One("2")},{One("3")[..20]}");
        Assert.Equal(["1", "2"], reads.Where(r => r.Row is not null).Select(r => r.Row!.DeclarationId));
        Assert.Single(reads, r => r.Row is null);
    }

    [Fact]
    public async Task Read_ObjectOverTheLimit_IsRefusedAndTheRestIsTaken()
    {
        var big = One("2").Replace("\"voyage\":\"v\"", $"\"voyage\":\"{new string('v', 300_000)}\"", StringComparison.Ordinal);
        var reads = await FromJson($"[{One("1")},\n{big},\n{One("3")}]", new DeclarationOptions { MaxRowLength = 100_000 });
        Assert.Equal(["1", "3"], reads.Where(r => r.Row is not null).Select(r => r.Row!.DeclarationId));
        Assert.Equal(2, Assert.Single(reads, r => r.Row is null).Line);
    }

    [Theory]
    [InlineData("{\"a\":\"", true)]
    [InlineData("{\"a\":{\"b\":", true)]
    [InlineData("{{", true)]
    [InlineData("{\"a\":[", false)]
    [InlineData(",{\"", false)]
    public async Task Read_HostileRepetition_CostsLittleAndIsGivenUpInTheEnd(string piece, bool goesOn)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length)) + "\n" + One("1");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var reads = await FromJson(text, chunk: 4_096);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.InRange(reads.Count, 2, 1_001);
        Assert.Equal(goesOn, reads[^1].Row is not null);
        if (!goesOn)
            Assert.EndsWith("the rest was not read", reads[^1].Findings[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Hs6Missing_IsTakenFromTheFirstItem()
    {
        var text = One("1").Replace("\"hs6\":\"440890\",", "", StringComparison.Ordinal).Replace("\"voyage\":\"v\"", "\"items\":[{\"hs\":\"0101290000\"}]", StringComparison.Ordinal);
        Assert.Equal("010129", Assert.Single(await FromJson(text)).Row!.Hs6);
    }

    private static string One(string id) =>
        $"{{\"declarationId\":\"{id}\",\"date\":\"2026-01-31\",\"importerId\":\"I\",\"hs6\":\"440890\",\"countryOfDeparture\":\"SE\",\"countryOfOrigin\":\"FI\",\"netMassKilograms\":1,\"itemPrice\":2,\"voyage\":\"v\"}}";
}
