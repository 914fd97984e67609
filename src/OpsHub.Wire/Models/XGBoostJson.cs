using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using OpsHub.Contracts.Models;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Models;

/// <summary>
/// XGBoost's model file in JSON, as <c>save_model('model.json')</c> writes it (XGBoost documentation, "Introduction to
/// Model IO", with its schema): boosters gbtree and dart; objectives binary:logistic, reg:logistic and reg:squarederror;
/// versions 1.0 to 3. Scored as the library does: float32, left when below the threshold, missing by the node's default.
/// Refused: several classes or targets, gblinear, splits by category.
/// </summary>
public static class XGBoostJson
{
    private const string ModelParam = "learner.learner_model_param";
    private const string BoosterPath = "learner.gradient_booster";

    /// <summary>Reads the file whole; never throws for what it says. At most <see cref="ModelFile.MaxBytes"/>.</summary>
    public static ModelRead Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > ModelFile.MaxBytes)
            return ModelRead.Refused("file", $"{file.Length} bytes", "is too long", $"at most {ModelFile.MaxBytes} bytes");
        if (!Utf8.IsValid(file.Span))
            return ModelRead.Refused("file", SpanText.Cut(file.Span), "is not UTF-8", ModelFile.Accepted);
        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 32 });
            var faults = new ModelFaults();
            return faults.Result(new Reader(faults).Read(document.RootElement));
        }
        catch (JsonException error)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"is no JSON from byte {error.BytePositionInLine} of the line on, or is cut off there");
            return ModelRead.Refused("file", "", where, ModelFile.Accepted, (error.LineNumber ?? 0) + 1);
        }
    }

    private sealed class Reader(ModelFaults faults)
    {
        private readonly ModelJson _json = new(faults);

        public TreeEnsemble? Read(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("learner", out var learner))
            {
                faults.Refuse("learner", "", "is missing: this is JSON, but no model of XGBoost", ModelFile.Accepted);
                return null;
            }

            if (!TryObjective(learner, out var link) || !TryParam(learner, link, out var features, out var baseMargin)
                || !TryNames(learner, features, out var names) || !TryBooster(learner, out var model, out var path, out var weights)
                || !TryTrees(model, path, features, weights, out var trees))
            {
                return null;
            }

            WarnOfEarlyStop(learner, model, trees.Length);
            return new TreeEnsemble
            {
                Format = ModelFormat.XGBoostJson,
                FormatVersion = Version(root),
                FeatureNames = names,
                BaseMargin = baseMargin,
                Link = link,
                Precision = ModelPrecision.Single,
                Comparison = SplitComparison.Below,
                Trees = trees,
            };
        }

        private bool TryObjective(JsonElement learner, out ModelLink link)
        {
            link = ModelLink.Identity;
            if (!_json.TryObject(learner, "learner", "objective", out var objective) || !_json.TryText(objective, "learner.objective", "name", out var name))
                return false;
            switch (name)
            {
                case "binary:logistic" or "reg:logistic":
                    link = ModelLink.Logistic;
                    return true;
                case "reg:squarederror":
                    return true;
                default:
                    var why = name.StartsWith("multi:", StringComparison.Ordinal) ? "has several classes" : "is not supported";
                    return faults.Refuse("learner.objective.name", name, why, "binary:logistic, reg:logistic or reg:squarederror");
            }
        }

        private bool TryParam(JsonElement learner, ModelLink link, out int features, out double baseMargin)
        {
            (features, baseMargin) = (0, 0);
            if (!_json.TryObject(learner, "learner", "learner_model_param", out var param)
                || !_json.TryCount(param, ModelParam, "num_class", 0, out var classes)
                || !_json.TryCount(param, ModelParam, "num_target", 1, out var targets)
                || !_json.TryCount(param, ModelParam, "num_feature", null, out features)
                || !_json.TryText(param, ModelParam, "base_score", out var score))
            {
                return false;
            }

            if (classes > 1)
                return faults.Refuse($"{ModelParam}.num_class", $"{classes}", "is a model of several classes", "a model of two classes (binary:logistic), num_class 0 or 1");
            if (targets > 1)
                return faults.Refuse($"{ModelParam}.num_target", $"{targets}", "is a model of several targets", "a model of one target, num_target 1");
            if (features is 0 or > TreeEnsemble.MaxFeatures)
                return faults.Refuse($"{ModelParam}.num_feature", $"{features}", "is out of range", $"1 to {TreeEnsemble.MaxFeatures} features");
            return TryBase(score, link, out baseMargin);
        }

        /// <summary>The base score is a probability for a logistic model; from version 3.1 on it is a list with an entry for each target.</summary>
        private bool TryBase(string text, ModelLink link, out double margin)
        {
            margin = 0;
            var number = text.AsSpan().Trim();
            if (number is ['[', .., ']'])
                number = number[1..^1].Trim();
            if (number.Contains(','))
                return faults.Refuse($"{ModelParam}.base_score", text, "has several values: a model of several classes or targets", "one number, such as 5E-1 or [5E-1]");
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) || !float.IsFinite(score))
                return faults.Refuse($"{ModelParam}.base_score", text, "is no number", "one number, such as 5E-1 or [5E-1]");
            if (link == ModelLink.Logistic && score is not (> 0 and < 1))
                return faults.Refuse($"{ModelParam}.base_score", text, "is no probability", "above 0 and below 1 for a logistic objective");
            // log(p / (1 - p)), in the library's arithmetic.
            margin = link == ModelLink.Logistic ? -MathF.Log((1f / score) - 1f) : score;
            return double.IsFinite(margin) || faults.Refuse($"{ModelParam}.base_score", text, "is too near 0 or 1", "a base score whose log-odds are finite");
        }

        private bool TryNames(JsonElement learner, int features, out ImmutableArray<string> names)
        {
            names = ModelNames.Numbered(features);
            if (!learner.TryGetProperty("feature_names", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
                return true;
            const string where = "learner.feature_names";
            if (list.GetArrayLength() != features)
                return faults.Refuse(where, $"{list.GetArrayLength()} names", "does not fit num_feature", $"{features} names, or none");
            var read = new List<string>(features);
            foreach (var entry in list.EnumerateArray())
            {
                if (!ModelJson.TryString(entry, out var name) || !ModelNames.IsName(name))
                    return faults.Refuse($"{where}[{read.Count}]", entry.GetRawText(), "is no name", ModelNames.Expected);
                read.Add(name);
            }

            names = [.. read];
            return true;
        }

        private bool TryBooster(JsonElement learner, out JsonElement model, out string path, out double[]? weights)
        {
            (model, path, weights) = (default, BoosterPath, null);
            if (!_json.TryObject(learner, "learner", "gradient_booster", out var booster) || !_json.TryText(booster, path, "name", out var name))
                return false;
            switch (name)
            {
                case "gbtree":
                    break;
                case "dart":
                    if (!_json.TryNumbers(booster, path, "weight_drop", null, out weights))
                        return false;
                    if (!_json.TryObject(booster, path, "gbtree", out booster))
                        return false;
                    path += ".gbtree";
                    break;
                default:
                    return faults.Refuse($"{path}.name", name, name == "gblinear" ? "is a linear model, not one of trees" : "is not supported", "gbtree or dart");
            }

            var found = _json.TryObject(booster, path, "model", out model);
            path += ".model";
            return found;
        }

        private bool TryTrees(JsonElement model, string path, int features, double[]? weights, out ImmutableArray<DecisionTree> trees)
        {
            trees = [];
            if (!_json.TryArray(model, path, "trees", out var list))
                return false;
            var count = list.GetArrayLength();
            if (count is 0 or > TreeEnsemble.MaxTrees)
                return faults.Refuse($"{path}.trees", $"{count} trees", "is out of range", $"1 to {TreeEnsemble.MaxTrees} trees");
            if (!_json.TryObject(model, path, "gbtree_model_param", out var param) || !_json.TryCount(param, $"{path}.gbtree_model_param", "num_trees", count, out var declared))
                return false;
            if (declared != count)
                return faults.Refuse($"{path}.trees", $"{count} trees", "does not fit num_trees", $"the {declared} trees that gbtree_model_param.num_trees says");
            if (weights is not null && weights.Length != count)
                return faults.Refuse($"{BoosterPath}.weight_drop", $"{weights.Length} weights", "does not fit the trees", $"one weight for each of the {count} trees");
            if (!TryOneOutput(model, path))
                return false;
            var read = ImmutableArray.CreateBuilder<DecisionTree>(count);
            var nodes = 0;
            foreach (var entry in list.EnumerateArray())
            {
                var where = $"{path}.trees[{read.Count}]";
                if (XGBoostTree.Read(entry, where, features, weights?[read.Count] ?? 1, faults) is not { } tree)
                    return false;
                nodes += tree.FirstChild.Length;
                if (nodes > TreeEnsemble.MaxNodesInAll)
                    return faults.Refuse(where, $"{nodes} nodes so far", "is one tree too many", $"at most {TreeEnsemble.MaxNodesInAll} nodes in all trees");
                read.Add(tree);
            }

            trees = read.MoveToImmutable();
            return ModelSize.IsBearable(trees, $"{path}.trees", faults);
        }

        /// <summary>tree_info names the class each tree adds to.</summary>
        private bool TryOneOutput(JsonElement model, string path)
        {
            if (!model.TryGetProperty("tree_info", out _))
                return true;
            if (!_json.TryNumbers(model, path, "tree_info", null, out var classes))
                return false;
            var other = Array.FindIndex(classes, c => c != 0);
            return other < 0 || faults.Refuse($"{path}.tree_info[{other}]", $"{classes[other]}", "adds to another class", "0 for every tree: a model of one output");
        }

        private void WarnOfEarlyStop(JsonElement learner, JsonElement model, int trees)
        {
            if (!learner.TryGetProperty("attributes", out var attributes) || attributes.ValueKind != JsonValueKind.Object
                || !attributes.TryGetProperty("best_iteration", out var entry) || !ModelJson.TryString(entry, out var text)
                || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var best)
                || !_json.TryObject(model, BoosterPath, "gbtree_model_param", out var param)
                || !_json.TryCount(param, BoosterPath, "num_parallel_tree", 1, out var parallel))
            {
                return;
            }

            if ((best + 1L) * Math.Max(1, parallel) < trees)
                faults.Warn("learner.attributes.best_iteration", text, $"training was best before its last round; all {trees} trees are used, as Booster.predict does", $"save booster[:{best + 1L}] to use the best rounds only, as XGBClassifier.predict does");
        }

        private static string Version(JsonElement root) =>
            root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Array && version.GetArrayLength() is > 0 and <= 4
                && version.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number)
                ? SpanText.Cut(string.Join('.', version.EnumerateArray().Select(v => v.GetRawText())))
                : "";
    }
}
