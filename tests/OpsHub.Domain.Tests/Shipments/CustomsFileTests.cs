using System.Globalization;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Shipments;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Domain.Tests.Shipments;

public sealed class CustomsFileTests
{
    private const string File = "customs_kr/df_syn_train_eng.csv";

    /// <summary>Real declarations have no weight, no price, odd tax rates: none of that keeps one out.</summary>
    [SharedDataFact(File)]
    public void Validate_EveryRowOfTheKoreanFile_IsTaken()
    {
        var now = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var rows = SharedFile.Lines(File).Skip(1).ToArray();

        var refused = rows.Select(Read).Where(d => DeclarationRules.Refuse(d, now) is not null).Select(d => d.DeclarationId);

        Assert.Equal(37_385, rows.Length);
        Assert.Empty(refused);
    }

    private static Declaration Read(string line)
    {
        var row = line.Split(',');
        var mass = decimal.Parse(row[18], NumberStyles.Float, CultureInfo.InvariantCulture);
        var price = decimal.Parse(row[19], NumberStyles.Float, CultureInfo.InvariantCulture);
        return ShipmentCase.Declaration() with
        {
            DeclarationId = row[0], Date = DateOnly.Parse(row[1], CultureInfo.InvariantCulture), DeclarantId = row[8], ImporterId = row[9],
            SellerId = row[10].Length == 0 ? null : row[10], CourierId = row[11].Length == 0 ? null : row[11],
            CountryOfDeparture = row[13], CountryOfOrigin = row[14], TaxRatePercent = decimal.Parse(row[15], CultureInfo.InvariantCulture),
            NetMassKilograms = mass, Price = price, Items = [new GoodsItem(1, row[12].PadLeft(6, '0'), null, null, null, mass, price)],
        };
    }
}
