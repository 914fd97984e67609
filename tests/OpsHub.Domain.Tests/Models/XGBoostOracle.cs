using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OpsHub.Testing.Models;

/// <summary>What the library itself says of rows of <c>customs_kr</c>. All arrays row after row; contributions have a last column for the bias.</summary>
internal sealed record XGBoostAnswers(byte[] Model, int Features, float[] Rows, float[] Margins, float[] Scores, float[] PathContributions, float[] ExactContributions, string Timing)
{
    public int Count => Scores.Length;

    /// <summary>Rows in the number of contributions that were asked for.</summary>
    public int ExactCount => ExactContributions.Length / (Features + 1);

    public double[] Row(int i) => Array.ConvertAll(Rows[(i * Features)..((i + 1) * Features)], x => (double)x);
}

/// <summary>
/// XGBoost as a reference: Debian's python3-xgboost trains on the training rows of <c>customs_kr</c> and predicts the 8,481
/// test rows, in which one value of thirty is taken out. Not installed, or no data: <see cref="Missing"/> says so.
/// </summary>
internal static class XGBoostOracle
{
    private const string Script = """
        import sys, json, time, csv
        import numpy as np, xgboost as xgb
        data, out, booster, objective, trees, depth, exact, timing = sys.argv[1:9]
        trees, depth, exact = int(trees), int(depth), int(exact)
        def read(name):
            with open(f"{data}/{name}", newline="") as f:
                return list(csv.DictReader(f))
        train, test = read("df_syn_train_eng.csv"), read("df_syn_test_eng_nolabels.csv")
        numbers = ["Tax Rate", "Net Mass", "Item Price"]
        codes = ["Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport", "Declarant ID", "Importer ID",
                 "Seller ID", "Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Type", "Country of Origin Indicator"]
        known = {c: {v: i for i, v in enumerate(sorted({r[c] for r in train if r[c]}))} for c in codes}
        def row(r):
            n = [float(r[c]) if r[c] else np.nan for c in numbers]
            return n + [n[2] / n[1] if n[1] else np.nan, float(r["Date"][8:10])] + [known[c].get(r[c], np.nan) for c in codes]
        X = np.array([row(r) for r in train], dtype=np.float32)
        y = np.array([float(r["Fraud"]) for r in train], dtype=np.float32)
        if objective.startswith("reg:sq"):
            y = np.log1p(np.nan_to_num(X[:, 2]))
        T = np.array([row(r) for r in test], dtype=np.float32)
        T[np.random.RandomState(20210401).rand(*T.shape) < 1 / 30] = np.nan
        names = [c.replace(" ", "_") for c in numbers + ["Unit Price", "Day"] + codes]
        params = dict(booster=booster, objective=objective, max_depth=depth, eta=0.1, gamma=0.05, tree_method="hist", nthread=1, seed=1, base_score=0.3, verbosity=0)
        if booster == "dart":
            params.update(rate_drop=0.3)
        model = xgb.train(params, xgb.DMatrix(X, y, feature_names=names), trees)
        model.save_model(f"{out}/model.json")
        D = xgb.DMatrix(T, feature_names=names)
        E = xgb.DMatrix(T[:exact], feature_names=names)
        def write(name, a):
            np.ascontiguousarray(a, dtype=np.float32).tofile(f"{out}/{name}")
        write("rows", T)
        write("margins", model.predict(D, output_margin=True))
        write("scores", model.predict(D))
        write("path", model.predict(E, pred_contribs=True, approx_contribs=True))
        write("exact", model.predict(E, pred_contribs=True))
        if timing == "yes":
            def of(call, rounds):
                t = []
                for i in range(rounds):
                    b = time.perf_counter_ns(); call(i); t.append((time.perf_counter_ns() - b) / 1000)
                t.sort()
                return t[len(t) // 2], t[len(t) * 99 // 100]
            one = [T[i:i + 1].copy() for i in range(1000)]
            model.inplace_predict(one[0], validate_features=False)
            a, b = of(lambda i: model.inplace_predict(one[i], validate_features=False), 1000)
            c, _ = of(lambda i: model.predict(xgb.DMatrix(T, feature_names=names)), 5)
            d, _ = of(lambda i: model.inplace_predict(T, validate_features=False), 5)
            p, _ = of(lambda i: model.predict(E, pred_contribs=True), 1)
            print(f"XGBoost {xgb.__version__} from Python, one thread: one row {a:.0f} us, p99 {b:.0f} us (inplace_predict); batch {c / len(T):.2f} us a row with its DMatrix, {d / len(T):.2f} us in place; exact contributions {p / exact:.0f} us a row")
        print(json.dumps(dict(features=len(names))))
        """;

    private static readonly string[] Files = ["df_syn_train_eng.csv", "df_syn_test_eng_nolabels.csv"];
    private static readonly string? Data = FindData();
    private static readonly string? Python = Data is null ? null : FindPython();

    /// <summary>Why the library cannot be asked here; null when it can.</summary>
    public static string? Missing =>
        Data is null ? "outside data is missing: ../shared/data/customs_kr"
        : Python is null ? "python3 with xgboost is not installed (package python3-xgboost)"
        : null;

    /// <param name="booster">gbtree or dart.</param>
    /// <param name="exact">So many rows get contributions.</param>
    public static XGBoostAnswers Ask(string booster, string objective, int trees, int depth, int exact, bool timing = false)
    {
        var folder = Directory.CreateTempSubdirectory("opshub-xgboost-");
        try
        {
            var said = Run(Python!, "-c", Script, Data!, folder.FullName, booster, objective, Text(trees), Text(depth), Text(exact), timing ? "yes" : "no")
                ?? throw new InvalidOperationException("The script that asks XGBoost failed; run it by hand.");
            float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.FullName, name))).ToArray();
            var (rows, scores) = (Read("rows"), Read("scores"));
            return new XGBoostAnswers(
                File.ReadAllBytes(Path.Combine(folder.FullName, "model.json")), rows.Length / scores.Length, rows, Read("margins"), scores,
                Read("path"), Read("exact"), said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The lines of a file of <c>customs_kr</c>, when nothing is <see cref="Missing"/>.</summary>
    public static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Data!, Path.GetFileName(file)));

    /// <summary>Runs a script of one's own, with the folder of <c>customs_kr</c> and a folder to write into as its first arguments.</summary>
    /// <returns>What <paramref name="read"/> makes of that folder.</returns>
    public static T Ask<T>(string script, string[] arguments, Func<string, T> read)
    {
        var folder = Directory.CreateTempSubdirectory("opshub-xgboost-");
        try
        {
            _ = Run(Python!, ["-c", script, Data!, folder.FullName, .. arguments])
                ?? throw new InvalidOperationException("The script that asks XGBoost failed; run it by hand.");
            return read(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? FindData()
    {
        var data = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "customs_kr"));
        return Files.All(f => File.Exists(Path.Combine(data, f))) ? data : null;
    }

    /// <summary>The system's own python first: a package of the system is installed for that one.</summary>
    private static string? FindPython() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend("/usr/bin").Select(f => Path.Combine(f, "python3"))
            .Where(File.Exists).Distinct().FirstOrDefault(p => Run(p, "-c", "import xgboost") is not null);

    /// <summary>What a program printed; null when it failed.</summary>
    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : null;
    }
}
