using OpsHub.Wire.Edifact;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Cargo;

/// <summary>Collects what is wrong with one message.</summary>
internal sealed class FindingSink
{
    private readonly List<EdifactFinding> _findings = [];

    /// <summary>True when the message cannot be taken.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Adds what the envelope found.</summary>
    public void AddRange(IReadOnlyList<EdifactFinding> findings)
    {
        foreach (var finding in findings)
            Add(finding);
    }

    /// <summary>Adds a finding.</summary>
    public void Add(
        EdifactFault fault, EdifactPlace place, string value, string problem, string expected, FindingSeverity severity = FindingSeverity.Error) =>
        Add(EdifactFinding.Of(fault, place, value, problem, expected, severity));

    /// <summary>All of them in the order of the segments, those of one segment in the order they were found.</summary>
    public IReadOnlyList<EdifactFinding> InOrder() => _findings.Count < 2 ? _findings : [.. _findings.OrderBy(f => f.Place.Segment)];

    private void Add(EdifactFinding finding)
    {
        IsRefused |= finding.Severity == FindingSeverity.Error;
        if (_findings.Count < EdifactReader.MaxFindings)
            _findings.Add(finding);
    }
}
