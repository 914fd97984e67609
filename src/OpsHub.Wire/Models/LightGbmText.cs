using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using OpsHub.Contracts.Models;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Models;

/// <summary>
/// LightGBM's model file, as <c>save_model('model.txt')</c> writes it: <c>key=value</c> lines, a head, a block for each
/// tree, <c>end of trees</c>. Versions v2 to v4; objectives binary, cross_entropy and the regressions whose output is the
/// sum; random forests (average_output); splits by category. Scored as the library does: float64, left when at most the
/// threshold. A tree's <c>shrinkage</c> is already in its leaf values and is not applied again. Refused: several classes,
/// linear trees, objectives with another output function.
/// </summary>
public static class LightGbmText
{
    private const string RightVersion = "version=v2, v3 or v4";

    /// <summary>Reads the file whole; never throws for what it says. At most <see cref="ModelFile.MaxBytes"/>.</summary>
    public static ModelRead Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > ModelFile.MaxBytes)
            return ModelRead.Refused("file", $"{file.Length} bytes", "is too long", $"at most {ModelFile.MaxBytes} bytes");
        if (!Utf8.IsValid(file.Span))
            return ModelRead.Refused("file", SpanText.Cut(file.Span), "is not UTF-8", ModelFile.Accepted);
        var faults = new ModelFaults();
        return faults.Result(new Reader(file, faults).Read());
    }

    private sealed class Reader(ReadOnlyMemory<byte> file, ModelFaults faults)
    {
        private readonly KeyLines _lines = new(file);

        public TreeEnsemble? Read()
        {
            var head = _lines.Block();
            if (!head.Has("tree"))
            {
                faults.Refuse("file", SpanText.Cut(file.Span), "does not begin with a line that says tree", ModelFile.Accepted, 1);
                return null;
            }

            if (!TryHead(head, out var features, out var names) || !TryObjective(head, out var link, out var slope) || !TryTrees(features, out var trees))
                return null;
            if (head.TryGet("tree_sizes", out var sizes) && Count(sizes.Text) != trees.Length)
            {
                faults.Refuse("tree_sizes", "", $"has {Count(sizes.Text)} sizes, but there are {trees.Length} trees", "as many trees as sizes: a whole file", sizes.Line);
                return null;
            }

            return new TreeEnsemble
            {
                Format = ModelFormat.LightGbmText,
                FormatVersion = head.TryGet("version", out var version) ? version.String : "",
                FeatureNames = names,
                BaseMargin = 0,
                Link = link,
                LinkSlope = slope,
                Precision = ModelPrecision.Double,
                Comparison = SplitComparison.AtMost,
                IsAverage = head.Has("average_output"),
                Trees = trees,
            };
        }

        private bool TryHead(KeyBlock head, out int features, out ImmutableArray<string> names)
        {
            (features, names) = (0, []);
            if (!head.TryGet("version", out var version) || version.String is not ("v2" or "v3" or "v4"))
                return faults.Refuse("version", version.String, "is missing or of a version we do not know", RightVersion, version.Line);
            if (!TryCount(head, "num_class", out var classes) || !TryCount(head, "num_tree_per_iteration", out var perRound) || !TryCount(head, "max_feature_idx", out var last))
                return false;
            if (classes != 1 || perRound != 1)
                return faults.Refuse(classes != 1 ? "num_class" : "num_tree_per_iteration", $"{(classes != 1 ? classes : perRound)}", "is a model of several classes", "1: objective binary, or a regression", head.Line);
            if (last >= TreeEnsemble.MaxFeatures)
                return faults.Refuse("max_feature_idx", $"{last}", "is out of range", $"0 to {TreeEnsemble.MaxFeatures - 1}", head.Line);
            features = last + 1;
            return TryNames(head, features, out names);
        }

        private bool TryNames(KeyBlock head, int features, out ImmutableArray<string> names)
        {
            names = ModelNames.Numbered(features);
            if (!head.TryGet("feature_names", out var line))
                return true;
            // The library has put underscores for blanks.
            string[] read = line.String.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (read.Length != features)
                return faults.Refuse("feature_names", $"{read.Length} names", "does not fit max_feature_idx", $"{features} names", line.Line);
            var wrong = Array.FindIndex(read, n => !ModelNames.IsName(n));
            if (wrong >= 0)
                return faults.Refuse($"feature_names[{wrong}]", read[wrong], "is no name", ModelNames.Expected, line.Line);
            names = [.. read];
            return true;
        }

        private bool TryObjective(KeyBlock head, out ModelLink link, out double slope)
        {
            (link, slope) = (ModelLink.Identity, 1);
            if (!head.TryGet("objective", out var line))
            {
                faults.Warn("objective", "", "is missing: the model was trained with an objective of its own; the score is the sum of its trees", "objective=binary sigmoid:1 if it is a probability");
                return true;
            }

            string[] words = line.String.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            const string expected = "binary sigmoid:1, cross_entropy, regression, regression_l1, huber, fair, quantile or mape";
            switch (words)
            {
                case ["binary", .. var options]:
                    link = ModelLink.Logistic;
                    foreach (var option in options)
                    {
                        if (option.StartsWith("sigmoid:", StringComparison.Ordinal)
                            && (!SpanText.TryParseNumber(option.AsSpan("sigmoid:".Length), out slope) || slope <= 0))
                        {
                            return faults.Refuse("objective", option, "has a slope that is no number above 0", "sigmoid:1", line.Line);
                        }
                    }

                    return true;
                case ["cross_entropy" or "xentropy"]:
                    link = ModelLink.Logistic;
                    return true;
                case ["regression" or "regression_l2" or "regression_l1" or "huber" or "fair" or "quantile" or "mape", ..] when !words.Contains("sqrt"):
                    return true;
                default:
                    var why = words is ["multiclass" or "multiclassova" or "softmax", ..] ? "has several classes" : "has an output function that is not supported";
                    return faults.Refuse("objective", line.String, why, expected, line.Line);
            }
        }

        private bool TryTrees(int features, out ImmutableArray<DecisionTree> trees)
        {
            trees = [];
            var read = ImmutableArray.CreateBuilder<DecisionTree>();
            var nodes = 0;
            while (!_lines.IsEndOfTrees)
            {
                var block = _lines.Block();
                if (block.IsEmpty)
                    return faults.Refuse("end of trees", "", "is missing: the file is cut off", "a whole file, with the line end of trees behind the last tree", _lines.Line);
                var where = $"Tree={read.Count}";
                if (!block.TryGet("Tree", out var number) || number.String != where["Tree=".Length..])
                    return faults.Refuse(where, number.String, "is missing, or out of order", "trees numbered from 0", block.Line);
                if (read.Count == TreeEnsemble.MaxTrees)
                    return faults.Refuse(where, "", "is one tree too many", $"1 to {TreeEnsemble.MaxTrees} trees", block.Line);
                if (LightGbmTree.Read(block, where, features, faults) is not { } tree)
                    return false;
                nodes += tree.FirstChild.Length;
                if (nodes > TreeEnsemble.MaxNodesInAll)
                    return faults.Refuse(where, $"{nodes} nodes so far", "is one tree too many", $"at most {TreeEnsemble.MaxNodesInAll} nodes in all trees", block.Line);
                read.Add(tree);
            }

            if (read.Count == 0)
                return faults.Refuse("Tree=0", "", "is missing", "at least one tree", _lines.Line);
            trees = read.ToImmutable();
            return ModelSize.IsBearable(trees, "end of trees", faults);
        }

        private bool TryCount(KeyBlock block, string key, out int count)
        {
            count = 0;
            var found = block.TryGet(key, out var line);
            return (found && int.TryParse(line.Text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out count))
                || faults.Refuse(key, line.String, found ? "is no count" : "is missing", "a whole number, 0 or more", found ? line.Line : block.Line);
        }

        private static int Count(ReadOnlyMemory<byte> words) => Encoding.UTF8.GetString(words.Span).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
