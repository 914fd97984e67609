using System.Diagnostics;
using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Benchmarks;

/// <summary>
/// Declarations lodged through the grains, durable on SQLite: validated, evaluated, written, acknowledged; then published
/// to the ledger. 256 callers, each with one lodgement at a time. The latency is a caller's wait for the acknowledgement.
/// </summary>
internal static class LodgeBenchmark
{
    private const int Callers = 256;
    private const int Rounds = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        var perRound = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
        await using var host = await GrainBenchHost.StartAsync();
        var source = DeclarationSource.Open();
        Console.WriteLine($"lodge: {perRound} declarations a round from {source.Name}, {Callers} callers, {Environment.ProcessorCount} processors");
        for (var round = 1; round <= Rounds; round++)
            await RunRound(host, source, round, perRound);
        Console.WriteLine($"  database {new FileInfo(host.DatabasePath).Length / 1048576.0:N0} MB, process {Environment.WorkingSet / 1048576.0:N0} MB");
        return 0;
    }

    private static async Task RunRound(GrainBenchHost host, DeclarationSource source, int round, int perRound)
    {
        var latenciesMs = new double[perRound];
        var lanes = new int[4];
        var next = -1;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            await Task.Yield();
            int mine;
            while ((mine = Interlocked.Increment(ref next)) < perRound)
            {
                var declaration = source.Next(round, mine);
                var sentAt = Stopwatch.GetTimestamp();
                var result = await host.Grains.Shipment(ShipmentId.Of(declaration.Port, declaration.DeclarationId)).Lodge(
                    new LodgeDeclaration { CommandId = host.NextId(), Actor = new Actor(new("trader"), Roles.Trader), Declaration = declaration });
                latenciesMs[mine] = Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds;
                if (result.Refusal is { } refusal)
                    throw new InvalidOperationException($"{declaration.DeclarationId}: {refusal.Name} {refusal.Detail}");
            }
        }));
        var acknowledged = Stopwatch.GetElapsedTime(started);
        await host.Quiet();
        var published = Stopwatch.GetElapsedTime(started);
        var cpuMs = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds;
        Array.Sort(latenciesMs);
        Console.WriteLine(
            $"  round {round}: {perRound / acknowledged.TotalSeconds,7:N0}/s acknowledged, {perRound / published.TotalSeconds,7:N0}/s in the ledger"
            + $"   p50 {latenciesMs[perRound / 2]:F1} ms, p99 {latenciesMs[perRound * 99 / 100]:F1} ms"
            + $"   GC {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)} pause {GC.GetTotalPauseDuration().TotalSeconds:F1} s"
            + $"   {cpuMs * 1000 / perRound:F0} us CPU and {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / perRound:F1} KB each");
    }
}

/// <summary>Declarations as an import has them: the Korean customs file when it is there, else made ones of the same shape.</summary>
internal sealed class DeclarationSource
{
    private const string File = "../shared/data/customs_kr/df_syn_train_eng.csv";

    private readonly string[][] _rows;

    private DeclarationSource(string name, string[][] rows)
    {
        Name = name;
        _rows = rows;
    }

    public string Name { get; }

    public static DeclarationSource Open()
    {
        if (System.IO.File.Exists(File))
            return new("customs_kr", [.. System.IO.File.ReadLines(File).Skip(1).Select(line => line.Split(','))]);
        var random = new Random(1);
        var rows = Enumerable.Range(0, 10_000).Select(i => new[]
        {
            (97_000_000 + i).ToString(CultureInfo.InvariantCulture), "2020-01-01", "30", "B", "11", "21", "11", "10", $"DECL{i % 97}", $"IMP{i % 997}", $"SELL{i % 499}",
            "", random.Next(10_000, 970_000).ToString("000000", CultureInfo.InvariantCulture), "CN", "CN", "8", "A", "Y",
            random.Next(1, 50_000).ToString(CultureInfo.InvariantCulture), random.Next(1, 9_000_000).ToString(CultureInfo.InvariantCulture),
        });
        return new("made rows (the shared data is not here)", [.. rows]);
    }

    public Declaration Next(int round, int index)
    {
        var row = _rows[index % _rows.Length];
        var mass = Number(row[18]);
        var price = Number(row[19]);
        return new Declaration
        {
            DeclarationId = $"{row[0]}.{round}.{index / _rows.Length}",
            Port = GrainBenchHost.Port,
            Date = DateOnly.Parse(row[1], CultureInfo.InvariantCulture),
            OfficeId = row[2], ProcessType = row[3], ImportType = row[4], ImportUse = row[5], PaymentType = row[6], TransportMode = row[7],
            DeclarantId = row[8], ImporterId = row[9], SellerId = Optional(row[10]), CourierId = Optional(row[11]),
            CountryOfDeparture = row[13], CountryOfOrigin = row[14], TaxRatePercent = Number(row[15]), TaxType = row[16], OriginIndicator = row[17],
            NetMassKilograms = mass, Price = price, Currency = "KRW",
            Items = [new GoodsItem(1, row[12].PadLeft(6, '0'), null, null, null, mass, price)],
        };
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string? Optional(string text) => text.Length == 0 ? null : text;
}
