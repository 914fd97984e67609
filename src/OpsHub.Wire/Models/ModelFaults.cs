using OpsHub.Wire.Text;

namespace OpsHub.Wire.Models;

/// <summary>The first thing wrong with a model file, and what is only worth a warning. A model is taken whole or not at all.</summary>
internal sealed class ModelFaults
{
    private readonly List<Finding> _warnings = [];

    public Finding? Error { get; private set; }

    /// <summary>Keeps the first refusal. Always false, so that a reader can return it.</summary>
    public bool Refuse(string where, ReadOnlySpan<char> value, string problem, string expected, long line = 0)
    {
        Error ??= new Finding(where, SpanText.Cut(value), problem, expected, line);
        return false;
    }

    public void Warn(string where, ReadOnlySpan<char> value, string problem, string expected) =>
        _warnings.Add(new Finding(where, SpanText.Cut(value), problem, expected, 0, FindingSeverity.Warning));

    public ModelRead Result(Contracts.Models.TreeEnsemble? model)
    {
        if (Error is { } error)
            return new ModelRead(null, [error]);
        return new ModelRead(model, [.. _warnings]);
    }
}
