namespace OpsHub.Architecture.Tests;

/// <summary>The choice of the grain runtime, as a user meets it: plain dotnet commands, on the first try.</summary>
/// <remarks>Says the same whatever runtime these tests were built on, so deploy/test.sh runs it once.</remarks>
[Trait("Runs", "Once")]
public sealed class GrainRuntimeChoiceTests(ChoiceFixture repository) : IClassFixture<ChoiceFixture>
{
    [Theory]
    [InlineData("run --project app", false, "runs on Embedded")]
    [InlineData("run --project app", true, "runs on Orleans")]
    [InlineData("build OpsHub.sln", false, "Grain runtime: Embedded")]
    [InlineData("build OpsHub.sln", true, "Grain runtime: Orleans 10.2.2, Azure Storage: false")]
    [InlineData("test app", false, "Grain runtime: Embedded")]
    [InlineData("test app", true, "Grain runtime: Orleans 10.2.2, Azure Storage: false")]
    public void FirstCommand_OnAMachineNeverSeen_PicksTheRuntimeThatRestores(string command, bool orleansInReach, string expected)
    {
        repository.Forget();
        var (exitCode, output) = repository.Dotnet(command, orleansInReach ? repository.FullSource : repository.EmptySource);
        Assert.True(exitCode == 0, output);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.True(output.Split("Grain runtime: ").Length <= 2, "Printed more than once:\n" + output);
        Assert.Equal(orleansInReach ? "Orleans" : "Embedded", File.ReadLines(Path.Combine(repository.Root, "artifacts/grain-runtime.txt")).First());
        Assert.False(Directory.Exists(Path.Combine(repository.Root, "artifacts/unchosen/bin")), "Something was built before the choice.");
    }

    [Fact]
    public void Restore_WhenSomePackagesAreMissing_PicksEmbedded()
    {
        repository.Forget();
        var (exitCode, output) = repository.Dotnet("restore app", repository.PartialSource);
        Assert.True(exitCode == 0, output);
        Assert.Contains("Grain runtime: Embedded", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_WhenTheVersionIsMissing_PicksEmbedded()
    {
        repository.Forget();
        var (exitCode, output) = repository.Dotnet("restore app -p:OrleansVersion=10.2.3", repository.FullSource);
        Assert.True(exitCode == 0, output);
        Assert.Contains("Grain runtime: Embedded", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_WhenTheSourceCannotBeReached_FailsAndSaysSo()
    {
        repository.Forget();
        // Port 9 (discard) on loopback: refused at once.
        var (exitCode, output) = repository.Dotnet("restore app", "https://127.0.0.1:9/v3/index.json");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("no grain runtime was chosen. This is not the same as their being absent.", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(repository.Root, "artifacts/grain-runtime.txt")));
    }

    [Fact]
    public void Build_WhenTheEnvironmentChanges_AsksAgainAndKeepsBothOutputs()
    {
        repository.Forget();
        Assert.Contains("Grain runtime: Embedded", repository.Dotnet("build app", repository.EmptySource).Output, StringComparison.Ordinal);
        Assert.Contains("runs on Orleans", repository.Dotnet("run --project app", repository.FullSource, "packages/other").Output, StringComparison.Ordinal);
        Assert.Contains("runs on Embedded", repository.Dotnet("run --project app", repository.EmptySource).Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(repository.Root, "artifacts/Embedded/bin/App/debug/App.dll")));
        Assert.True(File.Exists(Path.Combine(repository.Root, "artifacts/Orleans/bin/App/debug/App.dll")));
    }

    [Fact]
    public void Restore_WhenPackagesAppearInThePackageFolder_AsksAgain()
    {
        repository.Forget();
        Assert.Contains("Grain runtime: Embedded", repository.Dotnet("restore app", repository.EmptySource).Output, StringComparison.Ordinal);
        Assert.Contains("Grain runtime: Orleans", repository.Dotnet("restore app", repository.FullSource).Output, StringComparison.Ordinal);
        // The empty source again, but now the packages are here.
        Assert.Contains("runs on Orleans", repository.Dotnet("run --project app", repository.EmptySource).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WhenTheFirstRestoreMadeThePackageFolder_StillHasItsAnswer()
    {
        repository.Forget();
        var (exitCode, output) = repository.Dotnet("restore app", repository.EmptySource);
        Assert.True(exitCode == 0, output);
        Directory.CreateDirectory(Path.Combine(repository.Root, "packages/some.other.package"));
        (exitCode, output) = repository.Dotnet("build app --no-restore", repository.EmptySource);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Restore_WhenTheRuntimeIsGiven_DoesNotAsk()
    {
        repository.Forget();
        var (exitCode, output) = repository.Dotnet("restore app -p:GrainRuntime=Embedded", repository.FullSource);
        Assert.True(exitCode == 0, output);
        Assert.Contains("Grain runtime: Embedded", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(repository.Root, "artifacts/probe")));

        Assert.Contains("GrainRuntime is 'Both'", repository.Dotnet("restore app -p:GrainRuntime=Both", repository.FullSource).Output, StringComparison.Ordinal);
        Assert.Contains("NU1101", repository.Dotnet("restore app -p:GrainRuntime=Orleans -p:OrleansAzure=false", repository.EmptySource).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WithoutRestoreBeforeTheChoice_SaysWhatToDo()
    {
        repository.Forget();
        var (exitCode, output) = repository.Dotnet("build app --no-restore", repository.EmptySource);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("No grain runtime was chosen yet", output, StringComparison.Ordinal);
    }
}
