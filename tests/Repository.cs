namespace OpsHub.Tests;

/// <summary>Where the tests run from: part of every test project.</summary>
internal static class Repository
{
    /// <summary>The folder of OpsHub.sln, above the tests' output.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpsHub.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No OpsHub.sln above {AppContext.BaseDirectory}.");
    }
}
