namespace OpsHub.Domain.Tests.Workload;

/// <summary>A test that asks scipy; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScipyFactAttribute : FactAttribute
{
    public ScipyFactAttribute()
    {
        if (!Scipy.IsThere)
            Skip = "no python3 with scipy here (package python3-scipy)";
    }
}
