using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Support;

/// <summary>Where we and a reference differ. Every difference needs a reason; those without one fail the test.</summary>
internal sealed class Disagreements
{
    private readonly List<(string Where, string Expected, string Actual, string? Reason)> _all = [];

    public int Compared { get; private set; }

    public int Agreed { get; private set; }

    public IEnumerable<string> Unexplained => _all.Where(d => d.Reason is null).Select(Show);

    public int Explained => _all.Count(d => d.Reason is not null);

    /// <summary>Compares two values as text; a reason explains a difference, it does not hide one.</summary>
    public void Compare(string where, string expected, string actual, string? reason = null)
    {
        Compared++;
        if (expected == actual)
            Agreed++;
        else
            _all.Add((where, expected, actual, reason));
    }

    public void Print(ITestOutputHelper output, string title)
    {
        output.WriteLine($"{title}: {Compared} compared, {Agreed} agree, {Explained} explained, {Unexplained.Count()} unexplained");
        foreach (var difference in _all)
            output.WriteLine(Show(difference));
    }

    private static string Show((string Where, string Expected, string Actual, string? Reason) d) =>
        $"  {d.Where}: reference {d.Expected}, ours {d.Actual}: {d.Reason ?? "UNEXPLAINED"}";
}
