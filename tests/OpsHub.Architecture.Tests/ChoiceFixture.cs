using System.Diagnostics;
using System.Text;

namespace OpsHub.Architecture.Tests;

/// <summary>
/// A tiny repository with this one's own Directory.* files and deploy/probe, an application that uses grains, and package
/// sources that are folders: one empty, one with all Orleans packages (hollow ones), one with some. Needs no network.
/// </summary>
public sealed class ChoiceFixture : IDisposable
{
    private const string Version = "10.2.2";

    private static readonly string[] Packages =
    [
        "Sdk", "Streaming", "Reminders", "Server", "Clustering.AdoNet", "Persistence.AdoNet", "Reminders.AdoNet", "TestingHost",
    ];

    public ChoiceFixture()
    {
        Root = Directory.CreateTempSubdirectory("opshub-choice-").FullName;
        CopyBuildFiles();
        Write("src/OpsHub.Embedded/OpsHub.Embedded.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        Write("src/OpsHub.Embedded.Generator/OpsHub.Embedded.Generator.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        Write("app/App.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><UsesGrains>silo</UsesGrains></PropertyGroup></Project>""");
        Write("app/Program.cs", """
            #if ORLEANS && !EMBEDDED
            System.Console.WriteLine("runs on Orleans");
            #elif EMBEDDED && !ORLEANS
            System.Console.WriteLine("runs on Embedded");
            #endif
            """);
        // Stand-ins: the analyzer package is not in these sources, and banned symbols are not the subject.
        File.WriteAllText(Path.Combine(Root, "Directory.Build.targets"), File.ReadAllText(Path.Combine(Root, "Directory.Build.targets"))
            .Replace("""<PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" PrivateAssets="all" />""", "", StringComparison.Ordinal));
        EmptySource = Directory.CreateDirectory(Path.Combine(Root, "sources/empty")).FullName;
        FullSource = MakeSource("full", Packages);
        PartialSource = MakeSource("partial", ["Sdk", "Server"]);
        Run("dotnet", "new sln -n OpsHub --format sln");
        Run("dotnet", "sln OpsHub.sln add app/App.csproj src/OpsHub.Embedded/OpsHub.Embedded.csproj");
    }

    public string Root { get; }

    public string EmptySource { get; }

    public string FullSource { get; }

    public string PartialSource { get; }

    /// <summary>A machine that was never here: no answer, no packages, nothing built.</summary>
    public void Forget()
    {
        foreach (var folder in new[] { "artifacts", "packages" })
        {
            if (Directory.Exists(Path.Combine(Root, folder))) Directory.Delete(Path.Combine(Root, folder), recursive: true);
        }
    }

    /// <summary>Runs dotnet in the tiny repository with packages from <paramref name="source"/> only.</summary>
    public (int ExitCode, string Output) Dotnet(string arguments, string source, string packages = "packages") =>
        Run("dotnet", arguments, ("RestoreSources", source), ("NUGET_PACKAGES", Path.Combine(Root, packages)));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void CopyBuildFiles()
    {
        foreach (var file in Directory.GetFiles(Repository.Root, "Directory.*").Append(Path.Combine(Repository.Root, "global.json")))
            File.Copy(file, Path.Combine(Root, Path.GetFileName(file)));
        Directory.CreateDirectory(Path.Combine(Root, "deploy/probe"));
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "deploy/probe")))
            File.Copy(file, Path.Combine(Root, "deploy/probe", Path.GetFileName(file)));
    }

    private string MakeSource(string name, string[] packages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "sources", name)).FullName;
        foreach (var package in packages.Select(p => "Microsoft.Orleans." + p))
        {
            using var archive = System.IO.Compression.ZipFile.Open(Path.Combine(folder, $"{package}.{Version}.nupkg"), System.IO.Compression.ZipArchiveMode.Create);
            using (var nuspec = new StreamWriter(archive.CreateEntry($"{package}.nuspec").Open()))
                nuspec.Write($"""<?xml version="1.0"?><package><metadata><id>{package}</id><version>{Version}</version><authors>test</authors><description>hollow</description></metadata></package>""");
            archive.CreateEntry("lib/net10.0/_._");
        }

        return folder;
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private (int ExitCode, string Output) Run(string command, string arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test run's own build put into the environment is not the tiny repository's.
        foreach (var name in start.Environment.Keys.Where(IsOfTheOuterBuild).ToList()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => { lock (output) output.AppendLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { lock (output) output.AppendLine(line.Data); };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    private static bool IsOfTheOuterBuild(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Restore", StringComparison.OrdinalIgnoreCase)
        || name is "GrainRuntime" or "OrleansAzure" or "OrleansVersion" or "NUGET_PACKAGES" or "Configuration" or "Platform";
}
