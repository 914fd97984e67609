using System.Runtime.InteropServices;
using OpsHub.Testing.Models;

namespace OpsHub.Benchmarks;

/// <summary>
/// Debian's XGBoost on <c>customs_kr</c>: 400 trees of depth 6, codes numbered as analysts commonly do, once with the step
/// size 0.1 and once with the library's own 0.3. The goals are held against whichever is better in that view.
/// </summary>
internal static class CustomsXGBoost
{
    public static readonly string[] StepSizes = ["0.1", "0.3"];

    private const string Script = """
        import sys, csv, math
        import numpy as np, xgboost as xgb
        data, out, start, end, rounded, eta = sys.argv[1:7]
        def read(name):
            with open(f"{data}/{name}", newline="") as f:
                return list(csv.DictReader(f))
        rows = read("df_syn_train_eng.csv") + read("df_syn_valid_eng.csv")
        train = [r for r in rows if r["Date"] < start]
        valid = [r for r in rows if start <= r["Date"] < end]
        numbers = ["Tax Rate", "Net Mass", "Item Price"]
        codes = ["Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport", "Declarant ID", "Importer ID",
                 "Seller ID", "Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Type", "Country of Origin Indicator"]
        known = {c: {v: i for i, v in enumerate(sorted({r[c] for r in train if r[c]}))} for c in codes}
        def digit(x):
            if not x > 0:
                return x
            unit = 10.0 ** math.floor(math.log10(x))
            return round(x / unit) * unit
        def row(r):
            n = [float(r[c]) if r[c] else np.nan for c in numbers]
            if rounded == "yes":
                n[1], n[2] = digit(n[1]), digit(n[2])
            return n + [n[2] / n[1] if n[1] else np.nan, float(r["Date"][8:10])] + [known[c].get(r[c], np.nan) for c in codes]
        X = np.array([row(r) for r in train], dtype=np.float32)
        y = np.array([float(r["Fraud"]) for r in train], dtype=np.float32)
        V = np.array([row(r) for r in valid], dtype=np.float32)
        model = xgb.train(dict(objective="binary:logistic", max_depth=6, eta=float(eta), tree_method="hist", nthread=1, seed=1, verbosity=0), xgb.DMatrix(X, y), 400)
        np.ascontiguousarray(model.predict(xgb.DMatrix(V)), dtype=np.float32).tofile(f"{out}/scores")
        """;

    /// <returns>A score for each row from <paramref name="start"/> to before <paramref name="end"/>, trained on those before.</returns>
    public static double[] Scores(DateOnly start, DateOnly end, bool rounded, string stepSize) =>
        XGBoostOracle.Ask(
            Script, [start.ToString("O"), end.ToString("O"), rounded ? "yes" : "no", stepSize],
            folder => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "scores"))).ToArray(), s => (double)s));
}
