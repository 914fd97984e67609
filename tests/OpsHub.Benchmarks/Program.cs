using OpsHub.Benchmarks;

return args switch
{
    ["journal", ..] => await JournalBenchmark.RunAsync(),
    ["state", .. var rest] => await StorageStateBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/OpsHub.Benchmarks -- journal | state [writers]");
    return 2;
}
