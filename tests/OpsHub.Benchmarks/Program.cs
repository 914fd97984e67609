using OpsHub.Benchmarks;

return args switch
{
    ["journal", ..] => await JournalBenchmark.RunAsync(),
    ["state", .. var rest] => await StorageStateBenchmark.RunAsync(rest),
    ["dispatch", ..] => DispatchBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/OpsHub.Benchmarks -- journal | state [writers] | dispatch");
    return 2;
}
