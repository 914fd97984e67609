using System.Reflection;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Silo.Demo;

/// <summary>Tallinn as the demo sets it up: places, profiles, officers. A schematic plan, not a chart.</summary>
internal static class DemoPort
{
    public static readonly PortId Port = new("EETLL");

    /// <summary>officer1 is left to whoever signs in; the others are played.</summary>
    public const int Officers = 12;

    public static PortConfiguration Configuration => new()
    {
        Port = Port,
        Name = "Tallinn",
        TimeZone = "Europe/Tallinn",
        LatitudeDegrees = 59.497,
        LongitudeDegrees = 24.865,
        Zoom = 11.4,
        Places =
        [
            new("Muuga main gate", "gate", 59.4876, 24.9535, 6),
            new("Muuga east gate", "gate", 59.4888, 24.9790, 4),
            new("Vanasadam gate", "gate", 59.4412, 24.7715, 4),
            new("Muuga north yard", "yard", 59.4958, 24.9450),
            new("Muuga container yard", "yard", 59.4962, 24.9660),
            new("Vanasadam ro-ro yard", "yard", 59.4435, 24.7700),
            new("Bays 1-4", "bay", 59.4918, 24.9565, 4),
            new("X-ray portal", "scanner", 59.4914, 24.9615, 1),
            new("Muuga", "zone", 59.4935, 24.9580),
            new("Vanasadam", "zone", 59.4465, 24.7680),
        ],
        PlanGeoJson = Resource("tallinn.geojson"),
        QueueLimit = 25,
    };

    public static OfficerProfile Officer(int number)
    {
        string[] names = ["", "You", "Anna Tamm", "Juhan Kask", "Liis Sepp", "Mart Rebane", "Kadri Mägi", "Priit Kuusk", "Ülle Saar", "Tanel Pärn", "Riina Lepik", "Oskar Vaher", "Helena Kivi"];
        string[] skills = (number % 4) switch
        {
            0 => ["documents", "physical", "dangerous-goods"],
            1 => ["documents", "physical"],
            2 => ["documents", "physical", "agri"],
            _ => ["documents"],
        };
        return new OfficerProfile
        {
            Officer = new OfficerId($"officer{number}"),
            Name = number == 1 ? "Officer One" : names[number],
            HomePort = Port,
            Skills = [.. skills],
            CapacityMinutes = number % 4 == 3 ? 90 : 120,
            Zone = Zone(number),
            Tracker = TrackerId.OfDevice($"phone-officer{number}"),
        };
    }

    public static string Zone(int officer) => officer % 3 == 0 ? "Vanasadam" : "Muuga";

    /// <summary>Simple criteria: enough that each lane is used and each hit reads well.</summary>
    public static IEnumerable<ProfileDefinition> Profiles(DateTimeOffset now)
    {
        yield return Profile("undervalued-textiles", "Textiles declared far below the usual price per kilogram", 45, Lane.Yellow, 5, """hs2 in ("61", "62", "63", "64") and pricePerKilogram < 4""");
        yield return Profile("tobacco", "Tobacco products", 70, Lane.Red, 20, "hs2 = '24'");
        yield return Profile("new-importer-electronics", "Electronics by courier at a high price per kilogram", 30, Lane.Green, 0, """hs2 in ("84", "85", "90") and pricePerKilogram > 220""");
        yield return Profile("origin-mismatch", "Departure from a free zone with another origin", 25, Lane.Green, 0, "countryOfDeparture in ('AE', 'HK', 'SG') and countryOfOrigin != 'AE'");
        yield return Profile("high-duty", "High duty rate", 18, Lane.Green, 0, "taxRatePercent > 20");
        yield return Profile("watched-declarant", "Declarant with corrections in the last audit", 40, Lane.Yellow, 5, """declarantId in ("BRK-0011", "BRK-0017")""");
        yield return Profile("precursor-chemicals", "Chemicals that need a licence", 65, Lane.Red, 30, """hs4 in ("2915", "2924", "2933") and netMassKilograms > 200""");

        ProfileDefinition Profile(string name, string title, int weight, Lane lane, int minutes, string when) =>
            new(RiskProfileId.Of(Port, name), 1, title, when, weight, lane, minutes, new UserId("analyst"), now, now.AddYears(1));
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"embedded resource {name} is missing");
        return new StreamReader(stream).ReadToEnd();
    }
}
