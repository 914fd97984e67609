using System.Text.RegularExpressions;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Selectivity.Conditions;

namespace OpsHub.Domain.Tests.Selectivity;

/// <summary>What analysts read about conditions is what the program understands.</summary>
public sealed partial class SelectivityReadmeTests
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(Repository.Root, "src", "OpsHub.Domain", "Selectivity", "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Readme_HasEveryField()
    {
        var expected = "\n| field | kind | of | meaning |\n|---|---|---|---|\n"
            + string.Concat(SelectivityFields.All.Select(f => $"| `{f.Name}` | {(f.IsNumber ? "number" : "text")} | {(f.IsOfItems ? "each line" : "the declaration")} | {f.Meaning} |\n"));
        var told = s_readme.Split("<!-- fields -->")[1].Split("<!-- /fields -->")[0];
        Assert.True(expected == told, $"The fields in src/OpsHub.Domain/Selectivity/README.md have to be:\n{expected}");
    }

    [Fact]
    public void Readme_ShowsOnlyConditionsThatAreUnderstood()
    {
        var table = s_readme.Split("| form | example |")[1].Split("\n\n")[0];
        var examples = Quoted().Matches(table).Select(m => m.Groups[1].Value).ToArray();
        Assert.True(examples.Length > 10);
        Assert.All(examples, example =>
        {
            Condition.Compile(example, out var finding);
            Assert.True(finding is null, $"{example}: {finding?.Problem}");
        });
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
