using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Testing.Learning;

/// <summary>A declaration of the made-up world, with what nobody in it knows.</summary>
/// <param name="Truth">The chance of a finding, which the best there can be would score.</param>
/// <param name="Duty">Evaded when there is one: known at decision time, as value x rate.</param>
internal sealed record KnownCase(Declaration Declaration, double Truth, bool Found, double Duty);

/// <summary>
/// A port with a known truth: importers, sellers, goods and routes of uneven volume, each with a slight effect of its own on
/// the log-odds, undervaluation, and a few schemes under which most consignments hide something. A scheme is a kind of goods
/// from an origin, a chapter by way of a hub, or a seller; from the day of the drift on, some end, and others
/// run where goods had been clean. Everything follows from the seed.
/// </summary>
internal sealed class DriftWorld
{
    private const int Chapters = 12;
    private const int Headings = 48;
    private const int Subheadings = 144;
    private const int Origins = 25;
    private const int Hubs = 5;
    private const int Importers = 500;
    private const int Sellers = 96;

    private readonly Random _random;
    private readonly double[] _subheadingVolume = Volumes(Subheadings, 0.7);
    private readonly double[] _importerVolume = Volumes(Importers, 0.8);
    private readonly (double Mean, double Spread)[] _unitValue;
    private readonly int[][] _originsOf;
    private readonly int[][] _chaptersOf;
    private readonly int[][] _sellersOf;
    private readonly double[] _headingEffect;
    private readonly double[] _originEffect;
    private readonly double[] _importerEffect;
    private readonly double[] _taxRate;
    private readonly List<Scheme> _before = [];
    private readonly List<Scheme> _after = [];

    /// <param name="schemes">Run at a time.</param>
    /// <param name="moved">Of them, how many end at the drift and are followed by as many others.</param>
    public DriftWorld(int seed, int schemes = 4, int moved = 2)
    {
        _random = new Random(seed);
        T[] Each<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
        _unitValue = Each(Subheadings, _ => (2 + (0.6 * Normal()), 0.3 + (0.3 * _random.NextDouble())));
        _originsOf = Each(Subheadings, _ => Each(4, _ => _random.Next(Origins)));
        _chaptersOf = Each(Importers, _ => Each(_random.Next(1, 4), _ => _random.Next(Chapters)));
        _sellersOf = Each(Chapters, c => Each(Sellers / Chapters, i => (c * (Sellers / Chapters)) + i));
        _headingEffect = Each(Headings, h => (0.4 * Normal()) + (IsCareless(h) ? 2.9 : 0));
        _originEffect = Each(Origins, _ => 0.3 * Normal());
        _importerEffect = Each(Importers, _ => 0.5 * Normal());
        _taxRate = Each(Headings, _ => (double)_random.Next(0, 5) * 3 + 2);
        PlantSchemes(schemes, moved);
    }

    public IEnumerable<string> Schemes(bool afterDrift) => (afterDrift ? _after : _before).Select(s => s.ToString());

    /// <summary>The next declaration to be lodged.</summary>
    public KnownCase Next(int number, DateOnly date, bool afterDrift)
    {
        var c = Consign();
        var truth = Truth(c, afterDrift ? _after : _before);
        var value = (decimal)Math.Round(c.Mass * c.UnitValue, 2);
        var mass = (decimal)Math.Round(c.Mass, 1);
        var heading = c.Subheading / 3;
        var declaration = new Declaration
        {
            DeclarationId = $"D{number}",
            Port = new PortId("EETLL"),
            Date = date,
            OfficeId = $"{c.Importer % 4}",
            TransportMode = c.Mass > 500 ? "10" : "40",
            DeclarantId = $"B{c.Importer % 40}",
            ImporterId = $"I{c.Importer}",
            SellerId = $"S{c.Seller}",
            CountryOfOrigin = Country(c.Origin),
            CountryOfDeparture = Country(c.Departure),
            TaxRatePercent = (decimal)_taxRate[heading],
            TaxType = "A",
            NetMassKilograms = mass,
            Price = value,
            Items = [new GoodsItem(1, HsCode(c.Subheading), null, null, null, mass, value)],
        };
        return new KnownCase(declaration, truth, _random.NextDouble() < truth, (double)value * _taxRate[heading] / 100);
    }

    /// <summary>Goods with many slight irregularities, known to everybody: what is examined when nothing better is known.</summary>
    private static bool IsCareless(int heading) => heading % 4 == 0;

    private static string Country(int number) => $"{(char)('A' + (number / 5))}{(char)('A' + (number % 5))}";

    private static string HsCode(int subheading) => $"{10 + (subheading / 12)}{1 + (subheading / 3 % 4):00}{10 + (subheading % 3 * 10)}";

    private static double[] Volumes(int count, double power)
    {
        var volumes = Enumerable.Range(1, count).Select(i => Math.Pow(i, -power)).ToArray();
        for (var i = 1; i < count; i++)
            volumes[i] += volumes[i - 1];
        return volumes;
    }

    private int Draw(double[] volumes)
    {
        var place = Array.BinarySearch(volumes, _random.NextDouble() * volumes[^1]);
        return place < 0 ? ~place : place;
    }

    private Consignment Consign()
    {
        var importer = Draw(_importerVolume);
        var chapter = _chaptersOf[importer][_random.Next(_chaptersOf[importer].Length)];
        int subheading;
        do
            subheading = Draw(_subheadingVolume);
        while (subheading % Chapters != chapter);
        // Numbered so that every chapter has goods of large and of small volume.
        subheading = (chapter * 12) + (subheading / Chapters);
        var origin = _originsOf[subheading][Math.Min(_random.Next(4), _random.Next(4))];
        var departure = _random.NextDouble() < 0.7 ? origin : Origins + _random.Next(Hubs);
        var seller = _sellersOf[chapter][_random.Next(Sellers / Chapters)];
        var deviation = Normal();
        var (mean, spread) = _unitValue[subheading];
        return new Consignment(importer, seller, subheading, origin, departure, Math.Exp(5 + (0.7 * Normal())), Math.Exp(mean + (spread * deviation)), deviation);
    }

    private double Truth(Consignment c, List<Scheme> schemes)
    {
        var heading = c.Subheading / 3;
        var logOdds = -4 + _importerEffect[c.Importer] + _headingEffect[heading] + _originEffect[c.Origin];
        if (c.Deviation < -1.5)
            logOdds += 1;
        if (schemes.Exists(s => s.Covers(c)))
            logOdds += 5;
        return 1 / (1 + Math.Exp(-logOdds));
    }

    /// <summary>Schemes are drawn until each covers 0.9 to 1.8 % of consignments, and no two many of the same.</summary>
    private void PlantSchemes(int schemes, int moved)
    {
        var sample = Enumerable.Range(0, 10_000).Select(_ => Consign()).ToArray();
        var all = new List<Scheme>();
        for (var tries = 0; all.Count < schemes + moved; tries++)
        {
            if (tries > 5_000)
                throw new InvalidOperationException("No place for the schemes with this seed.");
            var like = sample[_random.Next(sample.Length)];
            var scheme = _random.Next(3) switch
            {
                0 => new Scheme(like.Subheading / 3, -1, like.Origin, -1, -1),
                1 => new Scheme(-1, like.Subheading / 12, -1, like.Departure, -1),
                _ => new Scheme(-1, like.Subheading / 12, -1, -1, like.Seller),
            };
            var share = sample.Count(scheme.Covers) / (double)sample.Length;
            var shared = sample.Count(c => scheme.Covers(c) && all.Exists(s => s.Covers(c))) / (double)sample.Length;
            if ((scheme.Heading < 0 || !IsCareless(scheme.Heading)) && share is > 0.009 and < 0.018 && shared < 0.001)
                all.Add(scheme);
        }

        _before.AddRange(all.Take(schemes));
        _after.AddRange(all.Skip(moved));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private sealed record Consignment(int Importer, int Seller, int Subheading, int Origin, int Departure, double Mass, double UnitValue, double Deviation);

    /// <summary>What its consignments have in common; -1 for anything.</summary>
    private sealed record Scheme(int Heading, int Chapter, int Origin, int Departure, int Seller)
    {
        public bool Covers(Consignment c) =>
            (Heading < 0 || Heading == c.Subheading / 3) && (Chapter < 0 || Chapter == c.Subheading / 12)
            && (Origin < 0 || Origin == c.Origin) && (Departure < 0 || Departure == c.Departure) && (Seller < 0 || Seller == c.Seller);
    }
}
