using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Testing.Learning;

/// <summary>A row of <c>customs_kr</c> with its label.</summary>
internal sealed record CustomsRow(Declaration Declaration, bool Found)
{
    /// <summary>Most rows repeat such a pair, and with it the label.</summary>
    public (decimal, decimal) Pair => (Declaration.NetMassKilograms, Declaration.Price);

    /// <summary>With mass and price known to one significant digit only.</summary>
    public CustomsRow Rounded()
    {
        var (mass, price) = (OneDigit(Declaration.NetMassKilograms), OneDigit(Declaration.Price));
        return new CustomsRow(
            Declaration with { NetMassKilograms = mass, Price = price, Items = [Declaration.Items[0] with { NetMassKilograms = mass, Value = price }] }, Found);
    }

    private static decimal OneDigit(decimal value)
    {
        if (value <= 0)
            return value;
        var unit = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)value)));
        return Math.Round(value / unit, MidpointRounding.ToEven) * unit;
    }
}

/// <summary>Outside data, in the order of its dates.</summary>
internal static class CustomsRows
{
    public const string Train = "customs_kr/df_syn_train_eng.csv";
    public const string Valid = "customs_kr/df_syn_valid_eng.csv";

    /// <param name="lines">With the heading.</param>
    public static CustomsRow[] Read(IEnumerable<string> lines)
    {
        var rows = lines.Skip(1).Select(Row).ToArray();
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Declaration.Date < rows[i - 1].Declaration.Date)
                throw new InvalidDataException($"Row {i + 1} is before the one above it.");
        }

        return rows;
    }

    private static CustomsRow Row(string line)
    {
        var c = line.Split(',');
        static string? Stated(string text) => text.Length == 0 ? null : text;
        static decimal Number(string text) => text.Length == 0 ? 0 : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var (mass, price) = (Number(c[18]), Number(c[19]));
        var declaration = new Declaration
        {
            DeclarationId = c[0],
            Port = new PortId("KRPUS"),
            Date = DateOnly.ParseExact(c[1], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            OfficeId = Stated(c[2]),
            ProcessType = Stated(c[3]),
            ImportType = Stated(c[4]),
            ImportUse = Stated(c[5]),
            PaymentType = Stated(c[6]),
            TransportMode = Stated(c[7]),
            DeclarantId = c[8],
            ImporterId = c[9],
            SellerId = Stated(c[10]),
            CourierId = Stated(c[11]),
            CountryOfDeparture = c[13],
            CountryOfOrigin = c[14],
            TaxRatePercent = Number(c[15]),
            TaxType = Stated(c[16]),
            OriginIndicator = Stated(c[17]),
            NetMassKilograms = mass,
            Price = price,
            Currency = "KRW",
            Items = [new GoodsItem(1, c[12].PadLeft(6, '0'), null, null, null, mass, price)],
        };
        return new CustomsRow(declaration, c[20] == "1");
    }
}
