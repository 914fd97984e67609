namespace OpsHub.Silo.Demo;

/// <summary>How the demo plays.</summary>
/// <param name="Seed">Decides everything that chance decides.</param>
/// <param name="Traffic">Times the normal traffic: vessels, trucks, declarations. 0.1 to 50.</param>
/// <param name="Speed">Times the normal pace of people and vehicles. 0.1 to 20.</param>
internal sealed record DemoOptions(int Seed = 2014, double Traffic = 1, double Speed = 1);

/// <summary>Where the demo's own callers find the doors: the same addresses everybody uses.</summary>
internal sealed record DemoDoors(Uri Rest, Uri Phones, string NmeaHost, int NmeaPort, string Password);
