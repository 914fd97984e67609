using Microsoft.Extensions.Configuration;
using OpsHub.Storage.Hosting;

namespace OpsHub.Storage.Tests;

public sealed class StorageChoiceTests
{
    [Theory]
    [InlineData("sqlite", null, JournalKind.Database, true)]
    [InlineData("sqlite", "GrainStorage", JournalKind.GrainStorage, false)]
    [InlineData("postgres", null, JournalKind.Database, false)]
    [InlineData("postgres", "grainstorage", JournalKind.GrainStorage, false)]
    public void Journal_OfAKind_IsTheDatabaseUnlessToldOtherwise(string kind, string? journal, JournalKind expected, bool statesFollow)
    {
        var configuration = Configuration(kind, journal);
        Assert.Equal(expected, StorageChoice.JournalOf(configuration));
        Assert.Equal(statesFollow, StorageChoice.StatesFollowJournal(configuration));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("sqlite")]
    public void Journal_OfAnUnknownKind_IsRefusedWithTheKeyAndWhatIsAllowed(string journal)
    {
        var refused = Assert.Throws<ArgumentException>(() => StorageChoice.JournalOf(Configuration("sqlite", journal)));
        Assert.Equal($"Storage:Journal is '{journal}'; it can be database or grainstorage.", refused.Message);
    }

    private static IConfiguration Configuration(string kind, string? journal) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:Kind"] = kind, ["Storage:Journal"] = journal })
        .Build();
}
