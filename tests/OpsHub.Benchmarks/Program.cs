using OpsHub.Benchmarks;
using OpsHub.Benchmarks.Live;

return args switch
{
    ["ais", ..] => AisBenchmark.Run(),
    ["journal", ..] => await JournalBenchmark.RunAsync(),
    ["state", .. var rest] => await StorageStateBenchmark.RunAsync(rest),
    ["geofence", ..] => GeofenceBenchmark.Run(),
    ["dispatch", ..] => DispatchBenchmark.Run(),
    ["assign", ..] => AssignBenchmark.Run(),
    ["gap", ..] => GapBenchmark.Run(),
    ["decide", ..] => DecideBenchmark.Run(),
    ["model", ..] => ModelBenchmark.Run(),
    ["customs", .. var rest] => CustomsBenchmark.Run(rest),
    ["drift", .. var rest] => DriftBenchmark.Run(rest),
    ["grain-calls"] => await GrainCallBenchmark.RunAsync(),
    ["grain-calls", "compare", .. var rest] => await GrainCallComparison.RunAsync(rest),
    ["lanes"] => LaneBenchmark.Run(),
    ["lodge", .. var rest] => await LodgeBenchmark.RunAsync(rest),
    ["history", ..] => await HistoryBenchmark.RunAsync(),
    ["ingest", ..] => await IngestBenchmark.RunAsync(),
    ["trackers", .. var rest] => await TrackersBenchmark.RunAsync(rest),
    ["doors", .. var rest] => await DoorsBenchmark.RunAsync(rest),
    ["fix-latency", .. var rest] => await FixLatencyBenchmark.RunAsync(rest),
    ["boards", .. var rest] => await BoardsBenchmark.RunAsync(rest),
    ["fan-out", .. var rest] => await FanOutBenchmark.RunAsync(rest),
    ["slow-clients", .. var rest] => await SlowClientBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/OpsHub.Benchmarks -- ais | journal | state [writers] | geofence | dispatch | assign | gap | decide | model | customs [split] | drift [seeds] | grain-calls [compare [rounds]] | lanes | lodge [declarations] | ingest | history | trackers [count [fixes]] | boards [boards [vessels [seconds]]] | doors [sentences] | fix-latency [fixes/s [seconds [clients]]] | fan-out [sockets [rounds]] | slow-clients [vessels [seconds]]");
    return 2;
}
