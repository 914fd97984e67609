using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace OpsHub.Benchmarks;

/// <summary>
/// Runs the grain-call benchmark of both runtimes in turn, a process each, and prints the medians and their ratio. The two
/// runtimes cannot be loaded together; taking turns lets a slow minute of the machine hit both alike.
/// </summary>
internal static class GrainCallComparison
{
    private static readonly string[] s_runtimes = ["Orleans", "Embedded"];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var programs = s_runtimes.ToDictionary(static runtime => runtime, Program);
        foreach (var (runtime, program) in programs.Where(static entry => !File.Exists(entry.Value)))
            Console.WriteLine($"No build on {runtime}: {program} is missing. Build with: dotnet build -c Release tests/OpsHub.Benchmarks -p:GrainRuntime={runtime}");
        var present = s_runtimes.Where(runtime => File.Exists(programs[runtime])).ToArray();
        var figures = new Dictionary<(string Runtime, string Figure), List<double>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var runtime in present)
                await RunOnce(programs[runtime], runtime, figures);
        }

        Report(figures, present);
        return present.Length == s_runtimes.Length ? 0 : 1;
    }

    // .../artifacts/<runtime>/bin/OpsHub.Benchmarks/<configuration>/
    private static string Program(string runtime)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var artifacts = own.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(artifacts, runtime, "bin", own.Parent.Name, own.Name, $"{typeof(GrainCallComparison).Assembly.GetName().Name}.dll");
    }

    private static async Task RunOnce(string program, string runtime, Dictionary<(string, string), List<double>> figures)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet", [program, "grain-calls"])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith('{'))
                continue;
            using var document = JsonDocument.Parse(line);
            var name = document.RootElement.GetProperty("Case").GetString()!;
            foreach (var value in document.RootElement.EnumerateObject().Where(static property => property.Value.ValueKind == JsonValueKind.Number))
            {
                var key = (runtime, $"{name}: {value.Name}");
                if (!figures.TryGetValue(key, out var values))
                    figures.Add(key, values = []);
                values.Add(value.Value.GetDouble());
            }
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The benchmark on {runtime} ended with {process.ExitCode}.");
    }

    private static void Report(Dictionary<(string Runtime, string Figure), List<double>> figures, string[] present)
    {
        Console.WriteLine($"{"median of each",-50}{string.Concat(present.Select(static runtime => $"{runtime,14}"))}{(present.Length == 2 ? "  Embedded / Orleans" : string.Empty)}");
        foreach (var figure in figures.Keys.Select(static key => key.Figure).Distinct())
        {
            var medians = present.Select(runtime => Median(figures[(runtime, figure)])).ToArray();
            var ratio = medians.Length == 2 ? $"{medians[1] / medians[0],12:0.00}" : string.Empty;
            Console.WriteLine($"{figure,-50}{string.Concat(medians.Select(static median => $"{median,14:0.##}"))}{ratio}");
        }
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
