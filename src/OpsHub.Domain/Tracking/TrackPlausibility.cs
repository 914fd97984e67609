using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>How fast a kind of thing can be and how far its fixes scatter.</summary>
public static class TrackPlausibility
{
    public const double MetresPerSecondPerKnot = 1852.0 / 3600.0;

    /// <summary>Highest speed over ground, knots. Beyond it two fixes are not of one journey.</summary>
    public static double MaxSpeedKnots(TrackKind kind) => kind switch
    {
        TrackKind.Vessel => 60,            // The fastest ferries in service reach 58.
        TrackKind.VesselClassB => 90,      // Racing boats carry class B too.
        TrackKind.Truck => 95,             // 176 km/h: no truck, but a patrol car registered as one.
        TrackKind.Officer => 95,
        TrackKind.Cargo => 600,            // Flies as air freight.
        TrackKind.AidToNavigation => 5,    // Moored; swings and drifts.
        TrackKind.BaseStation => 1,
        TrackKind.Aircraft => 700,
        _ => 120,
    };

    /// <summary>Highest value a report may state, knots: 102.2 is the highest AIS can say of a vessel, 1,022 of an aircraft.</summary>
    public static double MaxStatedKnots(TrackKind kind) => kind == TrackKind.Aircraft ? 1_022 : 102.3;

    /// <summary>
    /// Scatter of a fix, metres, allowed on top of the speed: without it two fixes of a standing phone, one second and
    /// 100 m apart, would be a jump. Phones between buildings and cranes are the worst of them.
    /// </summary>
    public static double ScatterMetres(TrackKind kind) => kind switch
    {
        TrackKind.Vessel or TrackKind.VesselClassB => 400,    // The antenna of a 400 m ship may be entered at either end.
        TrackKind.AidToNavigation or TrackKind.BaseStation => 1_000,
        _ => 300,
    };
}
