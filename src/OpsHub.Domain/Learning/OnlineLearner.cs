using System.Collections.Immutable;
using OpsHub.Contracts.Models;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Learning;

/// <summary>
/// Learns from each examination, one at a time and in the order they come, what a declaration's chance of a finding is. For
/// each feature it keeps fading evidence under a key, shrinks its rate toward that of the coarser view, and takes the log-odds
/// beyond that view as what the feature says; a logistic regression weighs them; a calibration on predictions made before the
/// outcome was known turns the sum into a probability. Cargo that was not examined teaches it nothing. It knows no clock but
/// the declaration's date. The same examinations in the same order give the same learner to the bit.
/// <para>Scoring changes nothing, so that several threads may score at once while none learns.</para>
/// </summary>
public sealed class OnlineLearner
{
    /// <summary>Cases by how often the very same goods, mass and price were examined before: never, once, twice or thrice, more.</summary>
    private const int Heads = 4;

    /// <summary>What the prior rate counts for, in examinations.</summary>
    private const double PriorStrength = 20;

    private readonly EvidenceTable _evidence;
    private readonly Shrinkage _shrinkage = new(2 * Features);
    private readonly OnlineCombiner _combiner;
    private readonly CalibrationWindow _calibration = new();
    private readonly DriftDetector _drift = new();

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public OnlineLearner(LearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        Options = options;
        _evidence = new EvidenceTable(options.Cells, options.HalfLifeDays);
        _combiner = new OnlineCombiner(Features, Heads, options);
    }

    /// <summary>Features of a score; its contributions have one place more, for the rate of all.</summary>
    public static int Features { get; } = LearnedFeature.All.Length;

    public LearnerOptions Options { get; }

    /// <summary>Examinations learned from.</summary>
    public long Learned { get; private set; }

    /// <summary>Drift alarms so far.</summary>
    public int Alarms { get; private set; }

    /// <summary>Date of the last drift alarm; null when there was none.</summary>
    public DateOnly? LastAlarm { get; private set; }

    /// <summary>What decisions name: layout of the features, examinations learned from, drift alarms.</summary>
    public string Version => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"online-{LearnerLimits.Layout}.{Learned}.{Alarms}");

    /// <summary>From margins to probabilities, as it stands.</summary>
    public ScoreCalibration Calibration => _calibration.Calibration;

    public LearnerScore Score(Declaration declaration) => Score(declaration, stackalloc double[Features + 1]);

    /// <param name="contributions">
    /// Takes what each of <see cref="LearnedFeature.All"/> added to the margin, in that order, and last the rate of all, in
    /// log-odds before calibration. Together they are the margin.
    /// </param>
    public LearnerScore Score(Declaration declaration, Span<double> contributions)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        ArgumentOutOfRangeException.ThrowIfNotEqual(contributions.Length, Features + 1);
        var view = new LearnerView(stackalloc ulong[Features], stackalloc Evidence[Features], stackalloc double[Features], stackalloc double[Features]);
        Look(declaration, ref view);
        var margin = Margin(view, contributions);
        return new LearnerScore(_calibration.Probability(margin), margin, Uncertainty(view));
    }

    /// <summary>The contributions worth telling, largest first whichever their sign, with the history behind each.</summary>
    /// <param name="count">At most so many; those that are 0 are left out.</param>
    public ImmutableArray<LearnerContribution> Explain(Declaration declaration, int count)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var contributions = new double[Features + 1];
        var view = new LearnerView(stackalloc ulong[Features], stackalloc Evidence[Features], stackalloc double[Features], stackalloc double[Features]);
        Look(declaration, ref view);
        Margin(view, contributions);
        var order = Enumerable.Range(0, Features).Where(i => contributions[i] != 0)
            .OrderByDescending(i => Math.Abs(contributions[i])).ThenBy(i => i).Take(count);
        var told = ImmutableArray.CreateBuilder<LearnerContribution>();
        foreach (var i in order)
        {
            var (feature, evidence) = (LearnedFeature.All[i], view.Evidence[i]);
            told.Add(new LearnerContribution(feature.Name, feature.Words, evidence.Weight, evidence.Sum, view.Rates[i], contributions[i]));
        }

        return told.DrainToImmutable();
    }

    /// <summary>Learns what an examination found.</summary>
    /// <param name="declaration">As it was when its lane was decided.</param>
    /// <param name="found">True for a confirmed finding.</param>
    /// <param name="propensity">The chance it had of being examined: 1 when its score decided, less when chance did. Above 0 to 1.</param>
    /// <returns>True when this examination raised a drift alarm, and what was learned before counts less from now on.</returns>
    public bool Learn(Declaration declaration, bool found, double propensity)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        if (propensity is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(propensity), propensity, "Above 0 to 1.");
        var view = new LearnerView(stackalloc ulong[Features], stackalloc Evidence[Features], stackalloc double[Features], stackalloc double[Features]);
        Look(declaration, ref view);
        var margin = Margin(view, stackalloc double[Features + 1]);
        // Uncalibrated: it is fitted to the examined cases, which are what the test sees; the calibration is fitted to all.
        var uncalibrated = 1 / (1 + Math.Exp(-margin));
        var alarm = _drift.Learn(uncalibrated, found);
        _calibration.Learn(margin, found, propensity);
        var error = uncalibrated - (found ? 1 : 0);
        _combiner.Learn(view.LogOdds, view.Head, error);
        LearnEvidence(declaration, view, found, error);
        Learned++;
        if (alarm)
            Forget(declaration.Date);
        return alarm;
    }

    internal void WriteParts(StateWriter writer)
    {
        writer.Write(Learned);
        writer.Write(Alarms);
        writer.Write(LastAlarm?.DayNumber ?? -1);
        _evidence.Write(writer);
        _shrinkage.Write(writer);
        _combiner.Write(writer);
        _calibration.Write(writer);
        _drift.Write(writer);
    }

    /// <exception cref="FormatException">What was stored cannot be.</exception>
    internal void ReadParts(StateReader reader)
    {
        (Learned, Alarms, var lastAlarm) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
        if (Learned < 0 || Alarms < 0 || lastAlarm is < -1 or > LearnerLimits.LastDay)
            throw new FormatException("The learner's counts cannot be.");
        LastAlarm = lastAlarm < 0 ? null : DateOnly.FromDayNumber(lastAlarm);
        _evidence.Read(reader);
        _shrinkage.Read(reader);
        _combiner.Read(reader);
        _calibration.Read(reader);
        _drift.Read(reader);
    }

    private static double LogOdds(double rate) => Math.Log(rate / (1 - rate));

    /// <summary>Consignments that repeat and those that do not are shrunk each in their own way: a repeat's finer views say nearly all.</summary>
    private static int ShrinkageOf(int feature, in LearnerView view) => view.Head == 0 ? feature : feature + Features;

    private void Look(Declaration declaration, ref LearnerView view)
    {
        var (day, salt, item) = (declaration.Date.DayNumber, Options.Seed, LearnerKeys.MainItem(declaration));
        var deviation = UnitValueHistory.Band(_evidence, LearnerKeys.OfUnitValues(item, salt), LearnerKeys.LogUnitValue(item), day);
        LearnerKeys.Fill(declaration, item, deviation, salt, view.Keys);
        for (var i = 0; i < Features; i++)
            view.Evidence[i] = _evidence.Find(view.Keys[i], day);
        view.Head = view.Evidence[LearnedFeature.Repeat].Weight switch { < 0.25 => 0, < 1.5 => 1, < 3.5 => 2, _ => Heads - 1 };
        var all = _evidence.Find(LearnerKeys.OfAll(salt), day);
        view.RateOfAll = (all.Sum + (PriorStrength * Options.PriorRate)) / (all.Weight + PriorStrength);
        view.LogOddsOfAll = LogOdds(view.RateOfAll);
        Span<double> logOdds = stackalloc double[Features];
        for (var i = 0; i < Features; i++)
        {
            var parent = LearnedFeature.Parents[i];
            view.Rates[i] = _shrinkage.Rate(ShrinkageOf(i, view), view.Evidence[i], view.RateAbove(i));
            logOdds[i] = LogOdds(view.Rates[i]);
            view.LogOdds[i] = logOdds[i] - (parent < 0 ? view.LogOddsOfAll : logOdds[parent]);
        }
    }

    private double Margin(in LearnerView view, Span<double> contributions)
    {
        var margin = _combiner.Margin(view.LogOdds, view.Head, contributions) + view.LogOddsOfAll;
        for (var i = 0; i < Features; i++)
        {
            contributions[i] += view.Evidence[i].Offset;
            margin += view.Evidence[i].Offset;
        }

        contributions[Features] += view.LogOddsOfAll;
        return margin;
    }

    /// <summary>Mean share of the prior in the features' rates.</summary>
    private double Uncertainty(in LearnerView view)
    {
        var sum = 0.0;
        for (var i = 0; i < Features; i++)
        {
            var strength = _shrinkage.Strength(ShrinkageOf(i, view));
            sum += strength / (strength + view.Evidence[i].Weight);
        }

        return sum / Features;
    }

    private void LearnEvidence(Declaration declaration, in LearnerView view, bool found, double error)
    {
        var (day, salt, item) = (declaration.Date.DayNumber, Options.Seed, LearnerKeys.MainItem(declaration));
        // The tenth of the same consignments says little new of anything but that consignment.
        var weight = 1 / (1 + view.Evidence[LearnedFeature.Repeat].Weight);
        for (var i = 0; i < Features; i++)
        {
            var own = i == LearnedFeature.Repeat ? 1 : weight;
            _shrinkage.Learn(ShrinkageOf(i, view), view.Evidence[i], view.RateAbove(i), found, own);
            _evidence.Add(view.Keys[i], day, own, found ? own : 0);
            _evidence.Step(view.Keys[i], error, Options.OffsetStep);
        }

        _evidence.Add(LearnerKeys.OfAll(salt), day, weight, found ? weight : 0);
        UnitValueHistory.Learn(_evidence, LearnerKeys.OfUnitValues(item, salt), LearnerKeys.LogUnitValue(item), day, weight);
    }

    private void Forget(DateOnly date)
    {
        (Alarms, LastAlarm) = (Alarms + 1, date);
        _evidence.Forget(Options.KeptAtAlarm);
        _combiner.Forget(Options.KeptAtAlarm);
    }
}
