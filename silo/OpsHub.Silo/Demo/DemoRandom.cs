namespace OpsHub.Silo.Demo;

/// <summary>
/// Seeded chance for one part of the demo. Each part has its own, so that more traffic on the water does not change
/// which declarations are lodged. Not thread safe: one part, one loop.
/// </summary>
internal sealed class DemoRandom(int seed, string part)
{
    private readonly Random _random = new(Mix(seed, part));

    public int Next(int below) => _random.Next(below);
    public int Between(int low, int high) => _random.Next(low, high + 1);
    public double Between(double low, double high) => low + (high - low) * _random.NextDouble();
    public bool Chance(double probability) => _random.NextDouble() < probability;
    public T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    /// <summary>Minutes or masses that are mostly small and now and then large: log-normal around a median.</summary>
    public double LogNormal(double median, double sigma)
    {
        // Box-Muller; 1 - u keeps the logarithm finite.
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return median * Math.Exp(sigma * normal);
    }

    /// <summary>Letters and digits from an alphabet without look-alikes.</summary>
    public string Code(int length) => string.Create(length, _random, static (span, random) =>
    {
        const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        foreach (ref var c in span) c = Alphabet[random.Next(Alphabet.Length)];
    });

    private static int Mix(int seed, string part)
    {
        // FNV-1a: string.GetHashCode differs from process to process, and the demo must not.
        var hash = 2166136261u;
        foreach (var c in part) hash = (hash ^ c) * 16777619u;
        return seed ^ (int)hash;
    }
}
