using OpsHub.Wire.Edifact;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Cargo;

/// <summary>Collects what is wrong with one message.</summary>
internal sealed class FindingSink
{
    private readonly List<EdifactFinding> _findings = [];

    /// <summary>True when the message cannot be taken.</summary>
    public bool IsRefused { get; private set; }

    // A segment that could not be read: what is missing, out of place or not in agreement may be so because of it alone.
    private bool _isIncomplete;

    /// <summary>Adds what the envelope found.</summary>
    public void AddRange(IReadOnlyList<EdifactFinding> findings)
    {
        foreach (var finding in findings)
            Add(finding);
        _isIncomplete = findings.Any(f => (int)f.Fault < 200);
    }

    /// <summary>Adds a finding.</summary>
    public void Add(
        EdifactFault fault, EdifactPlace place, string value, string problem, string expected, FindingSeverity severity = FindingSeverity.Error)
    {
        // Behind the limit only the refusal counts: a hostile message has a million findings.
        if (_findings.Count == EdifactReader.MaxFindings && IsRefused)
            return;
        Add(EdifactFinding.Of(fault, place, value, problem, expected, severity));
    }

    /// <summary>All of them in the order of the segments, those of one segment in the order they were found.</summary>
    public IReadOnlyList<EdifactFinding> InOrder() => _findings.Count < 2 ? _findings : [.. _findings.OrderBy(f => f.Place.Segment)];

    private void Add(EdifactFinding finding)
    {
        if (_isIncomplete && finding.Fault is (EdifactFault.SegmentMissing or EdifactFault.SegmentMisplaced or EdifactFault.Total or EdifactFault.Undeclared))
            return;
        IsRefused |= finding.Severity == FindingSeverity.Error;
        if (_findings.Count < EdifactReader.MaxFindings)
            _findings.Add(finding);
    }
}
