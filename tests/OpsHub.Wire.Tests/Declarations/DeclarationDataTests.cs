using OpsHub.Wire.Declarations;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Declarations;

public sealed class DeclarationDataTests
{
    private const string Train = "customs_kr/df_syn_train_eng.csv";

    [SharedDataFact(Train)]
    public async Task ReadCsv_KoreanTrainingFile_TakesEveryRow()
    {
        using var stream = File.OpenRead(SharedFile.PathOf(Train));
        var rows = new List<DeclarationRow>();
        await foreach (var read in DeclarationCsv.ReadAsync(stream))
        {
            Assert.Empty(read.Findings);
            rows.Add(read.Row!);
        }

        Assert.Equal(37_385, rows.Count);
        Assert.All(rows, r => Assert.Equal(6, r.Hs6.Length));
        Assert.All(rows, r => Assert.Equal("KRW", r.Currency));
        Assert.Equal(8_114, rows.Count(r => r.Fraud == true));
        Assert.Equal(394, rows.Count(r => r.CriticalFraud == 2));
    }
}
