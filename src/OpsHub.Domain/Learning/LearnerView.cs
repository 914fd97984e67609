namespace OpsHub.Domain.Learning;

/// <summary>What the learner thinks of a declaration.</summary>
/// <param name="Probability">Of a finding, 0 to 1, calibrated.</param>
/// <param name="Margin">Log-odds before calibration: the sum of the contributions. Ranks as the probability does.</param>
/// <param name="Uncertainty">0 (all rests on examined cases) to 1 (nothing like it was examined).</param>
public readonly record struct LearnerScore(double Probability, double Margin, double Uncertainty);

/// <summary>What one feature did to a score, for an analyst to read.</summary>
/// <param name="Name">Of the <see cref="LearnedFeature"/>.</param>
/// <param name="Words">Such as "this importer".</param>
/// <param name="Cases">Examined cases behind it, faded by their age.</param>
/// <param name="Findings">Those of them with a finding.</param>
/// <param name="Rate">Taken from them, 0 to 1: with few cases near to that of the coarser view.</param>
/// <param name="Contribution">Added to the margin, log-odds: above 0 raises the risk.</param>
public sealed record LearnerContribution(string Name, string Words, double Cases, double Findings, double Rate, double Contribution)
{
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Words}: {Findings:0.#} findings in {Cases:0.#} cases, taken as {Rate:P1}, {Contribution:+0.00;-0.00}");
}

/// <summary>A declaration as the learner sees it; each span has a place for each feature.</summary>
internal ref struct LearnerView(Span<ulong> keys, Span<Evidence> evidence, Span<double> rates, Span<double> logOdds)
{
    public Span<ulong> Keys = keys;
    public Span<Evidence> Evidence = evidence;

    /// <summary>Shrunken.</summary>
    public Span<double> Rates = rates;

    /// <summary>Beyond the coarser view's.</summary>
    public Span<double> LogOdds = logOdds;

    public double RateOfAll;
    public double LogOddsOfAll;
    public int Head;

    /// <summary>What a feature's rate is shrunk to.</summary>
    public readonly double RateAbove(int feature) => LearnedFeature.Parents[feature] is >= 0 and var parent ? Rates[parent] : RateOfAll;
}
