using System.Net.Sockets;
using OpsHub.Wire.Ais;

namespace OpsHub.Silo.Demo;

/// <summary>
/// Vessels on Tallinn's approaches: ferries to and fro, freighters in from the gulf, waiting at anchor, alongside, and out
/// again. Their reports go to the AIS door as a receiver would send them, class A and B, with static data every minute.
/// </summary>
internal sealed class VesselTraffic
{
    private static readonly Route TallinnApproach = new((59.700, 24.640), (59.640, 24.700), (59.560, 24.725), (59.490, 24.745), (59.4515, 24.762), (59.4492, 24.7640));
    private static readonly Route FerryLine = new((59.760, 24.885), (59.700, 24.860), (59.600, 24.790), (59.500, 24.752), (59.4515, 24.762), (59.4446, 24.7760));
    private static readonly Route MuugaApproach = new((59.720, 24.830), (59.640, 24.880), (59.575, 24.915), (59.530, 24.940), (59.503, 24.950), (59.4993, 24.9490));
    private static readonly Route MuugaFromEast = new((59.660, 25.300), (59.610, 25.120), (59.560, 25.010), (59.520, 24.970), (59.5005, 24.9680));
    private static readonly Place[] Anchorage = [new(59.545, 24.995), new(59.549, 25.008), new(59.541, 25.012), new(59.515, 24.690), new(59.519, 24.680)];

    private readonly List<Vessel> _vessels = [];
    private readonly DemoRandom _random;
    private readonly double _speed;
    private int _sequence;

    public VesselTraffic(DemoOptions options)
    {
        _random = new DemoRandom(options.Seed, "vessels");
        _speed = options.Speed;
        string[] ferries = ["LAINE EXPRESS", "SOOME STAR", "PÕHJALA".Replace('Õ', 'O'), "HANSA BRIDGE"];
        string[] freighters = ["NORDIC HERON", "BALTIC TERN", "AURORA TRADER", "CAPE LAHEMAA", "VALGE RAND", "MERIKOTKAS", "STELLA GULF", "ULAP CARRIER", "KALEV SPIRIT", "NARVA LINER", "GULF PIONEER", "OSMUSSAAR"];
        var scale = Math.Max(1, (int)Math.Round(options.Traffic));
        for (var copy = 0; copy < scale; copy++)
        {
            foreach (var name in ferries) Add(Named(name, copy), FerryLine, 60, 11_000, 24, 195, 29);
            foreach (var name in freighters) Add(Named(name, copy), _random.Pick([MuugaApproach, MuugaFromEast, TallinnApproach]), 70 + _random.Next(10), 9_000, 11 + _random.Next(5), 110 + _random.Next(120), 18 + _random.Next(16));
            for (var i = 0; i < 6; i++) Add(Named($"PILOT {i + 1}", copy), _random.Pick([MuugaApproach, TallinnApproach]), 50, 3_000, 18, 14, 5, classB: true);
        }
    }

    public int Count => _vessels.Count;

    /// <summary>Sends reports until cancelled; reconnects when the door closes.</summary>
    public async Task RunAsync(DemoDoors doors, TimeProvider time, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        TcpClient? door = null;
        var buffer = new byte[AisWriter.MaxLength * _vessels.Count * 3];
        var (tick, last) = (0L, time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var elapsed = time.GetElapsedTime(last).TotalSeconds;
            last = time.GetTimestamp();
            var length = Advance(elapsed * _speed, tick++, buffer);
            try
            {
                door ??= await ConnectAsync(doors, cancel);
                await door.GetStream().WriteAsync(buffer.AsMemory(0, length), cancel);
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                door?.Dispose();
                door = null;
            }
        }
    }

    private static async Task<TcpClient> ConnectAsync(DemoDoors doors, CancellationToken cancel)
    {
        var door = new TcpClient { NoDelay = true };
        await door.ConnectAsync(doors.NmeaHost, doors.NmeaPort, cancel);
        return door;
    }

    private void Add(string name, Route route, int shipType, int berthSeconds, int knots, int length, int beam, bool classB = false)
    {
        var index = _vessels.Count;
        _vessels.Add(new Vessel
        {
            Mmsi = (uint)(276_000_100 + index * 7),
            Imo = classB ? 0 : Imo(910_000 + index * 37),
            Name = name,
            CallSign = $"ES{(char)('A' + index % 26)}{(char)('A' + index / 26 % 26)}{index % 10}",
            ShipType = (byte)shipType,
            Route = route,
            Metres = _random.Between(0, route.LengthMetres),
            Inbound = _random.Chance(0.6),
            Knots = knots,
            WaitSeconds = 0,
            BerthSeconds = berthSeconds / 40.0,
            LengthMetres = (ushort)length,
            BeamMetres = (byte)beam,
            ClassB = classB,
            Offset = _random.Between(-150, 150),
        });
    }

    private static string Named(string name, int copy) => copy == 0 ? name : $"{name} {copy + 1}";

    /// <summary>A valid IMO number from its first six digits (DOMAIN.md).</summary>
    private static uint Imo(int six)
    {
        var sum = 0;
        for (var (rest, weight) = (six, 2); weight <= 7; weight++, rest /= 10) sum += rest % 10 * weight;
        return (uint)(six * 10 + sum % 10);
    }

    private int Advance(double seconds, long tick, byte[] buffer)
    {
        var length = 0;
        for (var i = 0; i < _vessels.Count; i++)
        {
            var vessel = _vessels[i];
            vessel.Advance(seconds, _random);
            // Class A under way reports every 2 s, at rest every 10 s, class B every 5 s; spread over the ticks.
            var every = vessel.ClassB ? 10 : vessel.IsMoving ? 4 : 20;
            if ((tick + i) % every == 0) length += AisWriter.Write(vessel.PositionMessage(Anchorage[i % Anchorage.Length]), buffer.AsSpan(length), new AisWriteOptions((byte)(i % 2 == 0 ? 'A' : 'B')));
            // At once and then every minute; by its first report a vessel has its name.
            if (tick == 0 || (tick + i * 3) % 120 == 0) length += AisWriter.Write(vessel.StaticMessage(0), buffer.AsSpan(length), new AisWriteOptions((byte)'A', _sequence++ % 10));
            if (vessel.ClassB && (tick == 0 || (tick + i * 3) % 120 == 1)) length += AisWriter.Write(vessel.StaticMessage(1), buffer.AsSpan(length), new AisWriteOptions((byte)'A', _sequence++ % 10));
        }

        return length;
    }

    private sealed class Vessel
    {
        public required uint Mmsi { get; init; }
        public required uint Imo { get; init; }
        public required string Name { get; init; }
        public required string CallSign { get; init; }
        public required byte ShipType { get; init; }
        public required Route Route { get; init; }
        public required double Metres { get; set; }
        public required bool Inbound { get; set; }
        public required double Knots { get; init; }
        public required double WaitSeconds { get; set; }
        public required double BerthSeconds { get; init; }
        public required ushort LengthMetres { get; init; }
        public required byte BeamMetres { get; init; }
        public required bool ClassB { get; init; }

        /// <summary>Metres to starboard of the route's middle, so that vessels do not sail through each other.</summary>
        public required double Offset { get; init; }

        public bool AtAnchor { get; private set; }
        public bool IsMoving => WaitSeconds <= 0;

        public void Advance(double seconds, DemoRandom random)
        {
            if (WaitSeconds > 0)
            {
                WaitSeconds -= seconds;
                if (WaitSeconds <= 0) AtAnchor = false;
                return;
            }

            // 1 knot = 0.514444 m/s; slower in the last 3 km.
            var near = Route.LengthMetres - Metres < 3_000;
            Metres += (Inbound ? 1 : -1) * seconds * Knots * 0.514444 * (near ? 0.45 : 1);
            if (Metres >= Route.LengthMetres)
            {
                Inbound = false;
                WaitSeconds = random.LogNormal(BerthSeconds, 0.3);
            }
            else if (Metres <= 0)
            {
                // Over the horizon; the next call is by the same hull some time later, now and then after a wait at anchor.
                Inbound = true;
                AtAnchor = !ClassB && random.Chance(0.3);
                WaitSeconds = random.LogNormal(AtAnchor ? 240 : 60, 0.4);
            }
        }

        public AisMessage PositionMessage(Place anchorage)
        {
            var (place, course) = Route.At(Metres);
            if (AtAnchor) place = anchorage;
            else if (IsMoving) place = place.Moved(course + 90, Offset * Math.Min(1, (Route.LengthMetres - Metres) / 4_000));
            if (!Inbound) course = (course + 180) % 360;
            var knots = IsMoving ? (Route.LengthMetres - Metres < 3_000 ? Knots * 0.45 : Knots) : 0;
            return AisMessage.Of(Mmsi, new PositionReport
            {
                Type = ClassB ? (byte)18 : (byte)1,
                NavigationStatus = (byte)(ClassB ? 15 : AtAnchor ? 1 : IsMoving ? 0 : 5),
                RateOfTurnRaw = 0,
                SpeedRaw = (ushort)Math.Round(knots * 10),
                IsAccurate = true,
                LongitudeRaw = (int)Math.Round(place.LongitudeDegrees * 600_000),
                LatitudeRaw = (int)Math.Round(place.LatitudeDegrees * 600_000),
                CourseRaw = (ushort)(Math.Round(course * 10) % 3600),
                HeadingRaw = (ushort)(Math.Round(course) % 360),
                Second = 60,
            });
        }

        public AisMessage StaticMessage(int part)
        {
            var report = new StaticReport
            {
                Parts = !ClassB ? StaticParts.Name | StaticParts.Ship | StaticParts.Voyage : part == 0 ? StaticParts.Name : StaticParts.Ship,
                Imo = Imo,
                CallSign = AisText.From(CallSign),
                Name = AisText.From(Name),
                ShipType = ShipType,
                ToBow = (ushort)(LengthMetres / 2),
                ToStern = (ushort)(LengthMetres - LengthMetres / 2),
                ToPort = (byte)(BeamMetres / 2),
                ToStarboard = (byte)(BeamMetres - BeamMetres / 2),
                FixType = 1,
                EtaMonth = 0,
                EtaDay = 0,
                EtaHour = 24,
                EtaMinute = 60,
                DraughtRaw = (byte)(30 + LengthMetres / 4),
                Destination = AisText.From(ReferenceEquals(Route, MuugaApproach) || ReferenceEquals(Route, MuugaFromEast) ? "EE MUG" : "EE TLL"),
            };
            return AisMessage.Of(Mmsi, ClassB ? (byte)24 : (byte)5, report);
        }
    }
}
