namespace OpsHub.Contracts.Shipments;

/// <summary>When what parts add up to is what was stated for the whole: one meaning for declarations and cargo reports.</summary>
public static class DeclarationTotals
{
    /// <summary>Parts are rounded one by one: half a percent, or one unit, whichever is more.</summary>
    public static bool Agree(decimal sum, decimal stated) => Math.Abs(sum - stated) <= Math.Max(1m, stated * 0.005m);
}
