using OpsHub.Contracts;
using OpsHub.Contracts.Workload;

namespace OpsHub.Grains.Workload;

/// <summary>Reasons of the latest decision for each case; the least recently decided case goes first.</summary>
internal sealed class ReasonBook
{
    public const int MaxCases = 2_000;

    private readonly Dictionary<InspectionId, AssignmentReasons> _byCase = [];
    private readonly Queue<AssignmentReasons> _order = new();

    /// <summary>Keeps them unless a later decision for the case is known.</summary>
    public void Add(AssignmentReasons reasons)
    {
        if (_byCase.TryGetValue(reasons.Inspection, out var known) && known.DecidedAt > reasons.DecidedAt)
            return;
        _byCase[reasons.Inspection] = reasons;
        _order.Enqueue(reasons);
        while (_byCase.Count > MaxCases || _order.Count > 2 * MaxCases)
        {
            var oldest = _order.Dequeue();
            // A case decided again stands further back in the line too.
            if (ReferenceEquals(_byCase.GetValueOrDefault(oldest.Inspection), oldest))
                _byCase.Remove(oldest.Inspection);
        }
    }

    public AssignmentReasons? Find(InspectionId inspection) => _byCase.GetValueOrDefault(inspection);
}
