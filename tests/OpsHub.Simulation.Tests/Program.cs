using System.Globalization;
using OpsHub.Simulation.Tests.Simulator;

// Not for people: ReplayTests starts this to see that another process replays a seed to the same trace.
if (args is not ["trace", var seed])
    return 2;
Console.WriteLine(BankScenario.Run(ulong.Parse(seed, CultureInfo.InvariantCulture)));
return 0;
