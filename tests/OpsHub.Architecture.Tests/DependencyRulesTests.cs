using System.Xml.Linq;

namespace OpsHub.Architecture.Tests;

/// <summary>Who may know whom: Contracts &lt;- Domain &lt;- Grains; Contracts &lt;- Gateway; Wire knows only Contracts; Silo sees everything.</summary>
public sealed class DependencyRulesTests
{
    // OpsHub.Embedded stands for the grain runtime: on Orleans its place is taken by packages.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["OpsHub.Embedded"] = ["OpsHub.Embedded.Generator"], // as an analyzer
        ["OpsHub.Embedded.Generator"] = [],
        ["OpsHub.Contracts"] = ["OpsHub.Embedded"],
        ["OpsHub.Domain"] = ["OpsHub.Contracts"],
        ["OpsHub.Wire"] = ["OpsHub.Contracts"],
        ["OpsHub.Storage"] = ["OpsHub.Contracts", "OpsHub.Embedded"],
        ["OpsHub.Grains"] = ["OpsHub.Contracts", "OpsHub.Domain", "OpsHub.Storage", "OpsHub.Embedded"],
        ["OpsHub.Gateway"] = ["OpsHub.Contracts", "OpsHub.Wire", "OpsHub.Storage", "OpsHub.Embedded"],
    };

    /// <summary>Runtime, web, clock, I/O and threads: none of it where rules are decided or bytes are parsed.</summary>
    private static readonly string[] NeitherRuntimeNorWebNorClock =
    [
        "Orleans.", "OrleansCodeGen.", "Microsoft.AspNetCore.", "Microsoft.Extensions.", "Microsoft.Data.", "System.Net.", "System.Data.",
        "System.TimeProvider", "System.Random", "System.Console", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch",
        "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.Threading.Thread", "System.Threading.Channels.",
        "System.IO.File", "System.IO.Directory", "System.IO.Path", "System.IO.Pipes.",
    ];

    private static readonly string[] ClocksAndChance =
    [
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Environment.get_MachineName",
        "System.Environment.GetEnvironmentVariable",
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay",
    ];

    private static IEnumerable<string> Folders => Directory.GetDirectories(Path.Combine(Repository.Root, "src"), "OpsHub.*").Select(d => Path.GetFileName(d)!).Order();

    public static TheoryData<string> Projects => [.. Folders];

    public static TheoryData<string> CompiledProjects => [.. Folders.Where(p => p != "OpsHub.Embedded.Generator")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_WhenReferencesAreDeclared_ReferencesOnlyWhatItMayKnow(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} has no rule: say in {nameof(DependencyRulesTests)} what it may know.");
        var declared = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(declared.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(CompiledProjects))]
    public void Assembly_WhenCompiled_RefersOnlyToWhatItMayKnow(string assembly)
    {
        var known = CompiledAssembly.Read(assembly).References.Where(r => r.StartsWith("OpsHub.", StringComparison.Ordinal) || r == "opshub");
        Assert.Empty(known.Except(Allowed[assembly]));
    }

    [Theory]
    [InlineData("OpsHub.Domain")]
    [InlineData("OpsHub.Wire")]
    public void Assembly_WhenPure_UsesNoRuntimeWebOrClock(string assembly)
    {
        var compiled = CompiledAssembly.Read(assembly);
        var used = compiled.Types.Where(t => NeitherRuntimeNorWebNorClock.Any(b => b.EndsWith('.') ? t.StartsWith(b, StringComparison.Ordinal) : t == b))
            .Concat(compiled.Members.Intersect(ClocksAndChance));
        Assert.Empty(used.Distinct().Order());
    }

    [Fact]
    public void Domain_WhenCompiled_ReadsAndWritesNothing() =>
        Assert.DoesNotContain(CompiledAssembly.Read("OpsHub.Domain").Types, t => t.StartsWith("System.IO.", StringComparison.Ordinal));

    /// <summary>The metadata reader is what the other tests stand on; a reader that saw nothing would pass them all.</summary>
    [Fact]
    public void CompiledAssembly_WhenRead_SeesWhatItsCodeUses()
    {
        var own = CompiledAssembly.Read("OpsHub.Architecture.Tests");
        Assert.Contains("System.Reflection.Metadata.MetadataReader", own.Types);
        Assert.Contains("System.IO.File.OpenRead", own.Members);
        Assert.Contains("OpsHub.Contracts", own.References);
    }
}
