using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Administration;

namespace OpsHub.Gateway.Tests.Shipments;

[Collection(SharedHub.Name)]
public sealed class DeclarationIntakeTests(HubHost hub)
{
    private const string Header =
        "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,Declarant ID,Importer ID,Seller ID,Courier ID,"
        + "HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price";

    [Fact]
    public async Task Csv_WithBrokenRows_TakesTheRestAndNamesEachFault()
    {
        var answer = await LodgeCsvAsync(Row("CSV1"), Row("CSV2", country: "BELGIUM"), "only,three,fields", Row("CSV3", mass: "heavy"), Row("CSV4"));
        Assert.Equal((2, 0, 3), (answer.Accepted, answer.Repeated, answer.Refused));
        Assert.Equal([3L, 4L, 5L], answer.Refusals.Select(refusal => refusal.Line).Distinct());
        Assert.All(answer.Refusals, refusal => Assert.NotEmpty(refusal.Expected));
        Assert.Equal(["EETLL-CSV1", "EETLL-CSV4"], answer.Lodged.Select(lodged => lodged.Shipment.Value));
        Assert.All(answer.Lodged, lodged => Assert.Contains(lodged.Lane, new[] { "red", "yellow", "blue", "green" }));
    }

    [Fact]
    public async Task Csv_SentAgain_IsRepeatedAndHarmless()
    {
        Assert.Equal(1, (await LodgeCsvAsync(Row("AGAIN1"))).Accepted);
        var again = await LodgeCsvAsync(Row("AGAIN1"));
        Assert.Equal((0, 1, 0), (again.Accepted, again.Repeated, again.Refused));
    }

    [Fact]
    public async Task Csv_SameNumberOtherContent_IsRefused()
    {
        await LodgeCsvAsync(Row("OTHER1"));
        var other = await LodgeCsvAsync(Row("OTHER1", mass: "999"));
        Assert.Equal((0, 0, 1), (other.Accepted, other.Repeated, other.Refused));
        Assert.Contains("DeclarationConflict", Assert.Single(other.Refusals).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_WithABrokenObject_TakesTheRest()
    {
        var agency = await AgencyAsync();
        var body = "[" + Json("JSON1") + ",\n{\"declarationId\": \"JSON2\",,},\n" + Json("JSON3") + "]";
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), HubHost.Json(body));
        var intake = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
        Assert.Equal(2, intake.Accepted);
        Assert.Equal(1, intake.Refused);
        Assert.All(intake.Refusals, refusal => Assert.Equal(2, refusal.Line));
        Assert.All(intake.Refusals, refusal => Assert.NotEmpty(refusal.Expected));
        Assert.Equal(["EETLL-JSON1", "EETLL-JSON3"], intake.Lodged.Select(lodged => lodged.Shipment.Value));
    }

    [Fact]
    public async Task Json_WithAWrongCheckDigit_NamesTheContainer()
    {
        var agency = await AgencyAsync();
        var body = "[" + Json("CHECK1", ",\"containers\":[\"CSQU3054384\"]") + "," + Json("CHECK2", ",\"containers\":[\"CSQU3054383\"]") + "]";
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), HubHost.Json(body));
        var intake = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
        Assert.Equal((1, 1), (intake.Accepted, intake.Refused));
        var refusal = Assert.Single(intake.Refusals);
        Assert.Equal("CSQU3054384", refusal.Value);
        Assert.Contains("check digit 3", refusal.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_WithFaultsOfFormAndOfContent_NamesAllAtOnce()
    {
        var agency = await AgencyAsync();
        var body = Json("ALL1", ",\"containers\":[\"CSQU3054384\"],\"documents\":[{\"type\":\"N380\"}],\"items\":[{\"hs\":\"440890\",\"netMassKilograms\":7,\"value\":100}]")
            .Replace("2026-01-01", "1999-01-01", StringComparison.Ordinal);
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), HubHost.Json(body));
        var intake = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
        Assert.Equal((0, 1), (intake.Accepted, intake.Refused));
        Assert.Equal(["containers", "date", "netMassKilograms", "documents[0].number"], intake.Refusals.Select(r => r.Field));
        Assert.All(intake.Refusals, r => Assert.Equal("ALL1", r.DeclarationId));
    }

    [Fact]
    public async Task Json_WithFaultsOfContentOnly_NamesAllAtOnce()
    {
        var agency = await AgencyAsync();
        var body = Json("ALL2", ",\"items\":[{\"hs\":\"440890\",\"netMassKilograms\":7,\"value\":5}]");
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), HubHost.Json(body));
        var intake = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
        Assert.Equal(["netMassKilograms", "price"], intake.Refusals.Select(r => r.Field));
    }

    [Fact]
    public async Task Xml_OfTheWcoDataModel_IsLodgedOrToldWithPathAndLine()
    {
        var agency = await AgencyAsync();
        var body = $"<Declarations>\n{Xml("XML1")}\n{Xml("XML2", invoice: "900")}\n{Xml("XML3", mass: "heavy", invoice: "900")}\n</Declarations>";
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/xml"));
        var intake = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
        Assert.Equal((1, 2), (intake.Accepted, intake.Refused));
        Assert.Equal("EETLL-XML1", Assert.Single(intake.Lodged).Shipment.Value);
        Assert.Equal(
            [(3L, "XML2", "Declaration/InvoiceAmount"), (4L, "XML3", "Declaration/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/GoodsMeasure/NetNetWeightMeasure"), (4L, "XML3", "Declaration/InvoiceAmount")],
            intake.Refusals.Select(r => (r.Line, r.DeclarationId!, r.Field)));
        var shipment = (await agency.GetFromJsonAsync<ShipmentView>("/api/v1/shipments/EETLL-XML1", ContractJson.Options))!;
        Assert.Equal((Regime.Export, "EE10001", 5m, 200m), (shipment.Declaration.Regime, shipment.Declaration.ImporterId, shipment.Declaration.NetMassKilograms, shipment.Declaration.Price));
    }

    [Fact]
    public async Task AnotherContentType_Is415WithWhatIsTaken()
    {
        var agency = await AgencyAsync();
        var told = await Told.ByAsync(await agency.PostAsync(
            new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), new StringContent("%PDF-1.7", Encoding.UTF8, "application/pdf")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, told.Status);
    }

    [Fact]
    public async Task DeclaredTooLarge_Is413WithTheLimit()
    {
        var agency = await AgencyAsync();
        using var content = new StreamContent(new Endless(300L * 1024 * 1024)) { Headers = { { "Content-Type", "text/csv" } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ports/EETLL/declarations") { Content = content, Headers = { ExpectContinue = true } };
        var told = await Told.ByAsync(await agency.SendAsync(request));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (told.Status, told.Name));
        Assert.Contains("268435456", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithLinesAccepted_TheAnswerIsTheLastLine()
    {
        var agency = await AgencyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ports/EETLL/declarations") { Content = Csv(Row("LINES1")) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        var answer = await agency.SendAsync(request);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(1, last.RootElement.GetProperty("answer").GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Trader_LodgesAndSeesOnlyItsOwn_WithoutTargeting()
    {
        await hub.EnsureAsync("own.trader", new AccountRequest("Trader", HubHost.UserPassword, ["trader"], ["EETLL"], TraderId: "TRADER1"));
        var trader = await hub.As("own.trader", HubHost.UserPassword);
        var answer = await trader.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), Csv(Row("OWN1", declarant: "TRADER1"), Row("FOREIGN1")));
        var intake = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
        Assert.Equal((1, 1), (intake.Accepted, intake.Refused));
        var own = (await trader.GetFromJsonAsync<ShipmentView>("/api/v1/shipments/EETLL-OWN1", ContractJson.Options))!;
        Assert.Null(own.Decision.Draw);
        Assert.Empty(own.Decision.Hits);
        Assert.Equal("", own.Decision.Explanation);
        await LodgeCsvAsync(Row("FOREIGN2"));
        Assert.Equal(HttpStatusCode.NotFound, (await trader.GetAsync(new Uri("/api/v1/shipments/EETLL-FOREIGN2", UriKind.Relative))).StatusCode);
        var commander = await hub.AsRole("live.commander", "commander");
        Assert.NotNull((await commander.GetFromJsonAsync<ShipmentView>("/api/v1/shipments/EETLL-OWN1", ContractJson.Options))!.Decision.Draw);
    }

    [Fact]
    public async Task Lodged_IsFoundAndListed()
    {
        await LodgeCsvAsync(Row("FINDME77"));
        var commander = await hub.AsRole("live.commander", "commander");
        await Until.FoundAsync(async () =>
        {
            using var found = JsonDocument.Parse(await commander.GetStringAsync(new Uri("/api/v1/ports/EETLL/find?q=findme77", UriKind.Relative)));
            return found.RootElement.EnumerateArray().Any(f => f.GetProperty("id").GetString() == "EETLL-FINDME77") ? "found" : null;
        });
        using var page = JsonDocument.Parse(await commander.GetStringAsync(new Uri("/api/v1/shipments?port=EETLL&q=FINDME77", UriKind.Relative)));
        Assert.Equal("EETLL-FINDME77", Assert.Single(page.RootElement.GetProperty("items").EnumerateArray().ToArray()).GetProperty("id").GetString());
    }

    private Task<HttpClient> AgencyAsync() => hub.AsRole("intake.agency", "agency");

    private async Task<IntakeAnswer> LodgeCsvAsync(params string[] rows)
    {
        var agency = await AgencyAsync();
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), Csv(rows));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!;
    }

    private static StringContent Csv(params string[] rows) => new(Header + "\n" + string.Join('\n', rows) + "\n", Encoding.UTF8, "text/csv");

    private static string Row(string id, string country = "BE", string mass = "108.0", string declarant = "ZZR1LT6") =>
        $"{id},2026-01-01,30,B,11,21,11,10,{declarant},QLRUBN9,0VKY2BR,,440890,{country},BE,0.0,FEU1,G,{mass},372254.4";

    private static string Json(string id, string more = "") =>
        $$"""{"declarationId":"{{id}}","date":"2026-01-01","declarantId":"ZZR1LT6","importerId":"QLRUBN9","hs6":"440890","countryOfDeparture":"BE","countryOfOrigin":"BE","netMassKilograms":108,"itemPrice":100{{more}}}""";

    // On one line, so that its number is the declaration's.
    private static string Xml(string id, string mass = "5", string invoice = "200") => string.Concat(
        "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><FunctionCode>9</FunctionCode><FunctionalReferenceID>", id, "</FunctionalReferenceID><TypeCode>EXD</TypeCode>",
        "<InvoiceAmount currencyID=\"EUR\">", invoice, "</InvoiceAmount><Declarant><ID>EE90001</ID></Declarant><Exporter><ID>EE10001</ID></Exporter><GoodsShipment>",
        "<ExportCountry><ID>EE</ID></ExportCountry><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity><Classification><ID>46021910</ID></Classification>",
        "<GoodsMeasure><NetNetWeightMeasure>", mass, "</NetNetWeightMeasure></GoodsMeasure><InvoiceLine><ItemChargeAmount currencyID=\"EUR\">200</ItemChargeAmount></InvoiceLine>",
        "</Commodity></GovernmentAgencyGoodsItem></GoodsShipment></Declaration>");

    /// <summary>So many bytes that are never sent when the server refuses the length first.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _position; set => _position = value; }
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            buffer.AsSpan(offset, read).Fill((byte)'x');
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => _position = offset;
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
