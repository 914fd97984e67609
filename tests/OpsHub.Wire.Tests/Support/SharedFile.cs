namespace OpsHub.Wire.Tests.Support;

/// <summary>Outside data next to the repository, in <c>../shared/data</c>; not part of it.</summary>
internal static class SharedFile
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    public static string PathOf(string relative) => Path.Combine(s_root, relative);

    public static bool Exists(string relative) => File.Exists(PathOf(relative));

    public static IEnumerable<string> Lines(string relative) => File.ReadLines(PathOf(relative));
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
