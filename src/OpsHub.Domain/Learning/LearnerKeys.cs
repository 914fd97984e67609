using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Learning;

/// <summary>
/// Where a declaration's histories are kept, worked out from what is declared and nothing else, so that it can be had when a
/// lane is decided. Of several lines of goods the one of the greatest value speaks for all.
/// </summary>
internal ref struct LearnerKeys
{
    /// <summary>Bands of mass, price and value per kilogram: two to a doubling, so that a band is 41 % wide.</summary>
    private const double BandsPerDoubling = 2;

    private readonly Span<ulong> _keys;
    private readonly ulong _salt;
    private int _next;

    private LearnerKeys(Span<ulong> keys, ulong salt)
    {
        _keys = keys;
        _salt = salt;
    }

    /// <summary>The line of goods of the greatest value, the first of equal ones; null when there is none.</summary>
    public static GoodsItem? MainItem(Declaration declaration)
    {
        GoodsItem? main = null;
        foreach (var item in declaration.Items)
        {
            if (main is null || item.Value > main.Value)
                main = item;
        }

        return main;
    }

    /// <summary>ln(value per kilogram) of the line; null without a mass or a value.</summary>
    public static double? LogUnitValue(GoodsItem? item) =>
        item is { NetMassKilograms: > 0, Value: > 0 } ? Math.Log((double)item.Value / (double)item.NetMassKilograms) : null;

    /// <summary>The key of the goods' usual value per kilogram, and that of how far single ones are off it.</summary>
    public static (ulong Centre, ulong Spread) OfUnitValues(GoodsItem? item, ulong salt)
    {
        var hash = new KeyHash(salt).And("unit value").And(Digits(item, 6));
        return (hash.And(0UL).Value, hash.And(1UL).Value);
    }

    /// <summary>The key of the port's rate as a whole.</summary>
    public static ulong OfAll(ulong salt) => new KeyHash(salt).And("all").Value;

    /// <param name="keys">One for each of <see cref="LearnedFeature.All"/>, in that order.</param>
    /// <param name="deviation">Band of the value per kilogram's deviation, from <see cref="UnitValueHistory"/>.</param>
    public static void Fill(Declaration declaration, GoodsItem? item, int deviation, ulong salt, Span<ulong> keys)
    {
        var k = new LearnerKeys(keys, salt);
        var (hs2, hs4, hs6) = (k.Hash(Digits(item, 2)), k.Hash(Digits(item, 4)), k.Hash(Digits(item, 6)));
        var (mass, price) = (Band((double)declaration.NetMassKilograms), Band((double)declaration.Price));
        var unit = Band(item is { NetMassKilograms: > 0 } ? (double)item.Value / (double)item.NetMassKilograms : 0);
        var (importer, seller, declarant) = (k.Hash(declaration.ImporterId), k.Hash(declaration.SellerId), k.Hash(declaration.DeclarantId));
        var (origin, departure) = (k.Hash(declaration.CountryOfOrigin), k.Hash(declaration.CountryOfDeparture));
        k.Add(hs2);
        k.Add(hs4);
        k.Add(hs6);
        k.Add(hs4, origin);
        k.Add(hs6, origin);
        k.Add(hs4, k.Hash(declaration.TaxType));
        k.Add(hs6, mass);
        k.Add(hs6, price);
        k.Add(hs6, unit);
        k.Add(origin);
        k.Add(departure);
        k.Add(departure, hs2);
        k.Add(origin, departure);
        k.Add(k.Hash(declaration.OriginIndicator));
        k.Add(k.Hash(declaration.TaxType), BitConverter.DoubleToUInt64Bits((double)declaration.TaxRatePercent));
        k.Add(mass);
        k.Add(price);
        k.Add(unit);
        k.Add((ulong)deviation);
        k.Add(hs2, (ulong)deviation);
        k.Add(importer);
        k.Add(importer, hs2);
        k.Add(seller);
        k.Add(seller, hs4);
        k.Add(importer, seller);
        k.Add(declarant);
        k.Add(declarant, hs2);
        k.Add(k.Hash(declaration.CourierId));
        k.Add(k.Hash(declaration.OfficeId));
        k.Add(k.Hash(declaration.ProcessType), k.Hash(declaration.ImportType), k.Hash(declaration.ImportUse));
        k.Add(k.Hash(declaration.TransportMode), k.Hash(declaration.PaymentType));
        k.Add(hs6, BitConverter.DoubleToUInt64Bits((double)declaration.NetMassKilograms), BitConverter.DoubleToUInt64Bits((double)declaration.Price));
    }

    private static ReadOnlySpan<char> Digits(GoodsItem? item, int digits) => item is null ? [] : item.HsCode.AsSpan(0, Math.Min(digits, item.HsCode.Length));

    private static ulong Band(double value) => value > 0 ? (ulong)(long)Math.Floor(Math.Log2(value) * BandsPerDoubling) : ulong.MaxValue;

    private readonly ulong Hash(ReadOnlySpan<char> text) => new KeyHash(_salt).And(text).Value;

    private readonly ulong Hash(string? text) => new KeyHash(_salt).And(text).Value;

    private void Add(ulong first, ulong second = 0, ulong third = 0) =>
        _keys[_next] = new KeyHash(_salt).And((ulong)_next++).And(first).And(second).And(third).Value;
}
