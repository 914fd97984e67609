namespace OpsHub.Silo.Tests;

/// <summary>A test of many minutes: it runs only in <c>deploy/test.sh --long</c>.</summary>
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("OPSHUB_LONG") != "1")
            Skip = "takes many minutes: OPSHUB_LONG=1, or deploy/test.sh --long";
    }
}
