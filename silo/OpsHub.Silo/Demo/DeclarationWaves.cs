using System.Text.Json.Nodes;

namespace OpsHub.Silo.Demo;

/// <summary>
/// What traders lodge: importers with habits, goods with plausible mass, price and duty, containers with right check digits;
/// now and then something a profile is looking for, and now and then a mistake, which the door must refuse with a reason.
/// </summary>
internal sealed class DeclarationWaves(DemoOptions options)
{
    private sealed record Goods(string Hs, string Description, double EurosPerKilogram, decimal TaxRatePercent);

    private static readonly Goods[] Catalogue =
    [
        new("610910", "Cotton T-shirts", 11, 12), new("620342", "Men's trousers, cotton", 16, 12), new("640399", "Footwear, leather uppers", 24, 8),
        new("847130", "Portable computers", 190, 0), new("851713", "Smartphones", 420, 0), new("852872", "Television receivers", 38, 14),
        new("870829", "Parts of motor vehicle bodies", 9, 4.5m), new("401110", "New pneumatic tyres", 4.2, 4.5m), new("940360", "Wooden furniture", 5.1, 0),
        new("080390", "Bananas", 0.9, 16), new("090111", "Coffee, not roasted", 4.8, 0), new("030389", "Frozen fish", 3.1, 15), new("220421", "Wine in bottles", 6.5, 13),
        new("240220", "Cigarettes", 58, 57.6m), new("291521", "Acetic acid", 1.4, 5.5m), new("293399", "Heterocyclic compounds", 61, 6.5m), new("390210", "Polypropylene", 1.3, 6.5m),
        new("720839", "Hot-rolled steel", 0.8, 0), new("440710", "Sawn pine", 0.5, 0), new("300490", "Medicaments", 140, 0), new("950300", "Toys", 13, 4.7m), new("901890", "Medical instruments", 230, 0),
    ];

    private static readonly Goods[] Ordinary = [.. Catalogue.Where(goods => goods.TaxRatePercent <= 20 && !goods.Hs.StartsWith("29", StringComparison.Ordinal))];

    private static readonly string[] Origins = ["CN", "CN", "CN", "VN", "TR", "IN", "BD", "US", "BR", "NO", "GB", "KR", "JP", "TH", "AE", "HK", "UA", "CH"];
    private static readonly string[] Owners = ["MSCU", "MAEU", "HLCU", "CMAU", "TGHU", "OOLU", "SEGU"];

    private readonly DemoRandom _random = new(options.Seed, "declarations");
    private int _number;

    /// <summary>Declarations a minute at a moment of the demo: waves of 6 minutes around 14, so that the queue swells and drains.</summary>
    public double PerMinute(double demoSeconds) => options.Traffic * (14 + 9 * Math.Sin(demoSeconds * 2 * Math.PI / 360));

    /// <summary>The next declaration, as the JSON a trader's system would send.</summary>
    /// <param name="run">Tells one start of the demo from the next, so that ids do not repeat.</param>
    public JsonObject Next(string run, DateTimeOffset now)
    {
        var importer = $"EE{10_200_000 + Skewed(140) * 137}";
        var declarant = $"BRK-{Skewed(24) + 1:D4}";
        var origin = _random.Pick(Origins);
        var items = new JsonArray();
        var (mass, value) = (0.0, 0.0);
        // What the profiles look for is rare, as in a real port.
        var main = _random.Pick(_random.Chance(0.84) ? Ordinary : Catalogue);
        var lines = 1 + (int)Math.Min(5, _random.LogNormal(0.6, 0.9));
        for (var line = 1; line <= lines; line++)
        {
            var goods = line == 1 || _random.Chance(0.5) ? main : _random.Pick(Ordinary);
            var kilograms = Math.Round(_random.LogNormal(1_800, 1.0), 1);
            // One in twelve is declared far too cheap.
            var price = goods.EurosPerKilogram * _random.LogNormal(1, 0.25) * (_random.Chance(0.08) ? 0.15 : 1);
            var total = Math.Round(kilograms * price, 2);
            items.Add(new JsonObject { ["line"] = line, ["hs"] = goods.Hs, ["description"] = goods.Description, ["quantity"] = Math.Ceiling(kilograms / 12), ["unit"] = "KGM", ["netMassKilograms"] = kilograms, ["value"] = total });
            (mass, value) = (mass + kilograms, value + total);
        }

        var sea = _random.Chance(0.7);
        var declaration = new JsonObject
        {
            ["declarationId"] = $"{now:yy}EE{run}{++_number:D5}",
            ["date"] = now.ToString("yyyy-MM-dd"),
            ["office"] = sea ? "EE1110" : "EE1310",
            ["processType"] = "A",
            ["importType"] = "11",
            ["importUse"] = _random.Pick(["21", "21", "22", "25"]),
            ["paymentType"] = _random.Pick(["11", "11", "33"]),
            ["transportMode"] = sea ? "10" : "30",
            ["declarantId"] = declarant,
            ["importerId"] = importer,
            ["sellerId"] = $"S{1_000 + Skewed(400)}",
            ["countryOfDeparture"] = _random.Chance(0.75) ? origin : _random.Pick(Origins),
            ["countryOfOrigin"] = origin,
            ["taxRatePercent"] = main.TaxRatePercent,
            ["taxType"] = "A",
            ["netMassKilograms"] = Math.Round(mass, 1),
            ["itemPrice"] = Math.Round(value, 2),
            ["currency"] = "EUR",
            ["hs6"] = main.Hs,
            ["items"] = items,
            ["containers"] = Containers(sea ? 1 + _random.Next(2) : 1),
            ["documents"] = new JsonArray(new JsonObject { ["type"] = "invoice", ["number"] = $"INV-{_random.Code(6)}" }, new JsonObject { ["type"] = "packing-list", ["number"] = $"PL-{_random.Code(6)}" }),
        };
        if (_random.Chance(0.01)) Spoil(declaration);
        return declaration;
    }

    private void Spoil(JsonObject declaration)
    {
        switch (_random.Next(3))
        {
            case 0: declaration["containers"] = new JsonArray("MSCU1234560"); break;
            case 1: declaration["countryOfOrigin"] = "XX1"; break;
            default: declaration["netMassKilograms"] = -5.0; break;
        }
    }

    private JsonArray Containers(int count)
    {
        var containers = new JsonArray();
        for (var i = 0; i < count; i++) containers.Add(Container(_random.Pick(Owners) + _random.Between(100_000, 999_999)));
        return containers;
    }

    /// <summary>Adds the ISO 6346 check digit: letters from 10 without multiples of 11, weights 2^position, mod 11, 10 as 0.</summary>
    internal static string Container(string ten)
    {
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            var value = char.IsDigit(ten[i]) ? ten[i] - '0' : 10 + (ten[i] - 'A') + (ten[i] - 'A' + 9) / 10;
            sum += value << i;
        }

        return ten + sum % 11 % 10;
    }

    /// <summary>Few are frequent, many are rare.</summary>
    private int Skewed(int below)
    {
        var u = _random.Between(0.0, 1.0);
        return (int)(below * u * u * u);
    }
}
