using System.Diagnostics;
using System.Globalization;

namespace OpsHub.Domain.Tests.Workload;

/// <summary>An independent oracle: <c>linear_sum_assignment</c> of Debian's python3-scipy, in a process of its own.</summary>
internal static class Scipy
{
    // The largest assignment first: a forbidden pair costs more than all others together, and is not counted.
    private const string Script = """
        import sys, numpy
        from scipy.optimize import linear_sum_assignment
        numbers = numpy.fromfile(sys.argv[1], dtype='<f8')
        at = 0
        while at < len(numbers):
            rows, columns = int(numbers[at]), int(numbers[at + 1])
            costs = numbers[at + 2:at + 2 + rows * columns].reshape(rows, columns)
            at += 2 + rows * columns
            allowed = numpy.isfinite(costs)
            big = 4.0 * (rows + columns) * (1.0 + numpy.abs(costs[allowed]).max(initial=0.0))
            i, j = linear_sum_assignment(numpy.where(allowed, costs, big))
            kept = allowed[i, j]
            print(int(kept.sum()), repr(float(costs[i, j][kept].sum())))
        """;

    private static readonly string? Python = Find();

    public static bool IsThere => Python is not null;

    /// <summary>Most that can be assigned and its least cost, for each instance.</summary>
    public static (int Assigned, double Cost)[] Solve(IEnumerable<AssignmentInstance> instances)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var writer = new BinaryWriter(File.Create(file)))
            {
                foreach (var instance in instances)
                {
                    foreach (var number in (double[])[instance.Rows, instance.Columns, .. instance.Costs])
                        writer.Write(number);
                }
            }
            var (exit, text) = Run(Python!, "-c", Script, file);
            if (exit != 0)
                throw new InvalidOperationException(text);
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
                .Select(line => (int.Parse(line[0], CultureInfo.InvariantCulture), double.Parse(line[1], CultureInfo.InvariantCulture)))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "python3"))
        .Where(File.Exists)
        .FirstOrDefault(python => Run(python, "-c", "import scipy.optimize").Exit == 0);

    private static (int Exit, string Text) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? text : errors.GetAwaiter().GetResult());
    }
}
