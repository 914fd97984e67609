namespace OpsHub.Wire.Tests.Support;

/// <summary>Outside data next to the repository, in <c>../shared/data</c>; not part of it.</summary>
internal static class SharedFile
{
    private static readonly string? Root = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root ?? "../shared/data", relative);

    public static bool Exists(string relative) => Root is not null && File.Exists(PathOf(relative));

    public static IEnumerable<string> Lines(string relative) => File.ReadLines(PathOf(relative));

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpsHub.sln")))
            {
                var data = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data"));
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}

/// <summary>A test that needs files of <c>../shared/data</c>; skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] files)
    {
        var missing = files.Where(f => !SharedFile.Exists(f)).ToArray();
        if (missing.Length > 0)
            Skip = $"outside data is missing: ../shared/data/{string.Join(", ../shared/data/", missing)}";
    }
}
