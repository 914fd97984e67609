using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts;

namespace OpsHub.Domain.Common;

/// <summary>Collects what is wrong with something, up to a limit.</summary>
internal sealed class FindingList(int limit)
{
    /// <summary>Longest value repeated back: enough to recognise it, too short to carry a payload.</summary>
    private const int MaxValueLength = 40;

    private readonly ImmutableArray<RefusalFinding>.Builder _findings = ImmutableArray.CreateBuilder<RefusalFinding>();

    public bool Any => _findings.Count > 0;

    /// <summary>True when a field of this kind has been found wrong.</summary>
    public bool AnyIn(Func<string, bool> fields)
    {
        foreach (var finding in _findings)
        {
            if (fields(finding.Field))
                return true;
        }

        return false;
    }

    public void Add(string field, string problem, object? value, string expected)
    {
        if (_findings.Count >= limit)
            return;
        var text = Convert.ToString(value, CultureInfo.InvariantCulture);
        _findings.Add(new RefusalFinding(field, problem, text is { Length: > MaxValueLength } ? text[..MaxValueLength] : text, expected));
    }

    public ImmutableArray<RefusalFinding> ToImmutable() => _findings.ToImmutable();

    /// <summary>Null when nothing was found; otherwise a refusal of this name that tells the first and carries all.</summary>
    public Refusal? ToRefusal(string name)
    {
        if (!Any)
            return null;
        var first = _findings[0];
        var more = _findings.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({_findings.Count - 1} more)");
        return new Refusal(
            name, $"{first.Field} {first.Problem}{more}", first.Field, first.Expected, _findings.Count > 1 ? _findings.ToImmutable() : null);
    }
}
