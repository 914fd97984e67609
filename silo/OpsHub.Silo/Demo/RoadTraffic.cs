using System.Globalization;

namespace OpsHub.Silo.Demo;

/// <summary>
/// Trucks between the gates and the ring road, and officers' phones about the yards: each is an ordinary phone app that
/// reports to the OsmAnd door (DOMAIN.md), every 5 s when moving.
/// </summary>
internal sealed class RoadTraffic
{
    private static readonly Route MuugaRoad = new((59.4952, 24.9480), (59.4912, 24.9520), (59.4876, 24.9535), (59.4790, 24.9480), (59.4640, 24.9200), (59.4490, 24.8850), (59.4350, 24.8450));
    private static readonly Route EastRoad = new((59.4962, 24.9660), (59.4918, 24.9740), (59.4888, 24.9790), (59.4760, 24.9950), (59.4600, 25.0300), (59.4450, 25.0900));
    private static readonly Route PortRoad = new((59.4435, 24.7700), (59.4412, 24.7715), (59.4365, 24.7830), (59.4330, 24.8100), (59.4350, 24.8450));
    private static readonly Place[] MuugaRounds = [new(59.4912, 24.957), new(59.4918, 24.9565), new(59.4914, 24.9615), new(59.4958, 24.945), new(59.4962, 24.966), new(59.4876, 24.9535), new(59.4888, 24.979), new(59.4940, 24.984)];
    private static readonly Place[] VanasadamRounds = [new(59.4438, 24.766), new(59.4435, 24.770), new(59.4412, 24.7715), new(59.4478, 24.7585), new(59.4446, 24.776)];

    private readonly List<Mover> _movers = [];
    private readonly DemoRandom _random;
    private readonly double _speed;

    public RoadTraffic(DemoOptions options, IEnumerable<(string Device, string Zone)> officers)
    {
        _random = new DemoRandom(options.Seed, "road");
        _speed = options.Speed;
        var trucks = (int)Math.Round(18 * options.Traffic);
        for (var i = 0; i < trucks; i++)
        {
            var route = _random.Pick([MuugaRoad, MuugaRoad, EastRoad, PortRoad]);
            _movers.Add(new Truck($"truck-{101 + i}", route, _random.Between(0, route.LengthMetres), _random.Chance(0.5), _random.Between(9.0, 17.0)));
        }

        foreach (var (device, zone) in officers)
        {
            var rounds = zone == "Vanasadam" ? VanasadamRounds : MuugaRounds;
            _movers.Add(new Walker(device, rounds, _random.Pick(rounds), _random.Between(1.1, 2.2)));
        }
    }

    public IEnumerable<string> TruckDevices => _movers.OfType<Truck>().Select(truck => truck.Device);

    /// <summary>Reports until cancelled. A door that is away costs the reports of that time, as with a real phone without a buffer.</summary>
    public async Task RunAsync(DemoDoors doors, TimeProvider time, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 16 }) { BaseAddress = doors.Phones, Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var (tick, last) = (0, time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var elapsed = time.GetElapsedTime(last).TotalSeconds * _speed;
            last = time.GetTimestamp();
            var reports = new List<Task>();
            for (var i = 0; i < _movers.Count; i++)
            {
                _movers[i].Advance(elapsed, _random);
                if ((tick + i) % 5 == 0) reports.Add(ReportAsync(http, _movers[i], time.GetUtcNow(), cancel));
            }

            await Task.WhenAll(reports);
            tick++;
        }
    }

    private static async Task ReportAsync(HttpClient http, Mover mover, DateTimeOffset now, CancellationToken cancel)
    {
        var query = string.Create(CultureInfo.InvariantCulture,
            $"/?id={mover.Device}&lat={mover.Place.LatitudeDegrees:F6}&lon={mover.Place.LongitudeDegrees:F6}&timestamp={now.ToUnixTimeMilliseconds()}&speed={mover.Knots:F1}&bearing={mover.CourseDegrees:F0}&accuracy=5&batt=87");
        try
        {
            using var response = await http.GetAsync(query, cancel);
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancel.IsCancellationRequested))
        {
        }
    }

    private abstract class Mover(string device)
    {
        public string Device { get; } = device;
        public Place Place { get; protected set; }
        public double CourseDegrees { get; protected set; }

        /// <summary>Over ground.</summary>
        public double Knots { get; protected set; }

        public abstract void Advance(double seconds, DemoRandom random);
    }

    private sealed class Truck(string device, Route route, double metres, bool outbound, double metresPerSecond) : Mover(device)
    {
        private double _wait;

        public override void Advance(double seconds, DemoRandom random)
        {
            if (_wait > 0)
            {
                _wait -= seconds;
                Knots = 0;
                return;
            }

            metres += (outbound ? 1 : -1) * seconds * metresPerSecond;
            if (metres <= 0 || metres >= route.LengthMetres)
            {
                outbound = metres <= 0;
                _wait = random.LogNormal(outbound ? 90 : 25, 0.5);
            }

            var (place, course) = route.At(metres);
            // Keeps to the right of the road.
            CourseDegrees = outbound ? course : (course + 180) % 360;
            Place = place.Moved(CourseDegrees + 90, 6);
            Knots = metresPerSecond / 0.514444;
        }
    }

    private sealed class Walker : Mover
    {
        private readonly Place[] _rounds;
        private readonly double _metresPerSecond;
        private Place _to;
        private double _wait;

        public Walker(string device, Place[] rounds, Place at, double metresPerSecond) : base(device)
        {
            (_rounds, _to, _metresPerSecond) = (rounds, at, metresPerSecond);
            Place = at;
        }

        public override void Advance(double seconds, DemoRandom random)
        {
            if (_wait > 0)
            {
                _wait -= seconds;
                Knots = 0;
                return;
            }

            var left = Place.DistanceTo(_to);
            var step = seconds * _metresPerSecond;
            if (left <= step + 1)
            {
                _to = random.Pick(_rounds).Moved(random.Between(0, 360), random.Between(0.0, 60.0));
                _wait = random.LogNormal(40, 0.6);
                return;
            }

            CourseDegrees = Place.BearingTo(_to);
            Place = Place.Moved(CourseDegrees, step);
            Knots = _metresPerSecond / 0.514444;
        }
    }
}
