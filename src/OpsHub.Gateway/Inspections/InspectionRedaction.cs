using OpsHub.Contracts.Inspections;

namespace OpsHub.Gateway.Inspections;

internal static class InspectionRedaction
{
    /// <summary>The holder sees the case, not who wrote the profile nor which colleagues declined.</summary>
    public static InspectionView ForHolder(this InspectionView inspection) => inspection with { ProfileAuthors = [], NotAgain = [], Barred = [] };
}
