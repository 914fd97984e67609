using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Shipments;

namespace OpsHub.Domain.Tests.Shipments;

public sealed class DeclarationRulesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, Func<Declaration, Declaration>> Wrong => new()
    {
        { "declarationId", d => d with { DeclarationId = "has a blank" } },
        { "declarationId", d => d with { DeclarationId = new string('a', 36) } },
        { "version", d => d with { Version = 0 } },
        { "port", d => d with { Port = new("tallinn") } },
        { "date", d => d with { Date = new DateOnly(1999, 12, 31) } },
        { "date", d => d with { Date = new DateOnly(2026, 4, 1) } },
        { "declarantId", d => d with { DeclarantId = "" } },
        { "importerId", d => d with { ImporterId = "a\u0007b" } },
        { "countryOfOrigin", d => d with { CountryOfOrigin = "China" } },
        { "countryOfDeparture", d => d with { CountryOfDeparture = "cn" } },
        { "taxRatePercent", d => d with { TaxRatePercent = -1 } },
        { "taxRatePercent", d => d with { TaxRatePercent = 1001 } },
        { "currency", d => d with { Currency = "euro" } },
        { "netMassKilograms", d => d with { NetMassKilograms = -5 } },
        { "netMassKilograms", d => d with { NetMassKilograms = 12 } },
        { "price", d => d with { Price = 120 } },
        { "vesselImo", d => d with { VesselImo = 12 } },
        { "items", d => d with { Items = [] } },
        { "items[1].line", d => d with { Items = [d.Items[0], d.Items[0]] } },
        { "items[0].hsCode", d => d with { Items = [d.Items[0] with { HsCode = "8504.40" }] } },
        { "items[0].value", d => d with { Items = [d.Items[0] with { Value = -1 }] } },
        { "items[0].quantity", d => d with { Items = [d.Items[0] with { Quantity = -1 }] } },
        { "containers[0]", d => d with { Containers = ["CSQU3054384"] } },
        { "containers[1]", d => d with { Containers = ["CSQU3054383", "CSQU3054383"] } },
        { "documents[0].number", d => d with { Documents = [new DocumentReference("invoice", "")] } },
        { "documents[2]", d => d with { Documents = [new DocumentReference("invoice", "1"), new DocumentReference("packing-list", "1"), new DocumentReference("invoice", "1")] } },
        { "documents[0].kind", d => d with { Documents = [new DocumentReference("", "1")] } },
    };

    [Fact]
    public void Validate_WhenRight_FindsNothing() => Assert.Empty(DeclarationRules.Validate(ShipmentCase.Declaration(), s_now));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WhenOneFieldIsWrong_NamesIt(string field, Func<Declaration, Declaration> spoil)
    {
        var finding = Assert.Single(DeclarationRules.Validate(spoil(ShipmentCase.Declaration()), s_now));

        Assert.Equal(field, finding.Field);
        Assert.NotEmpty(finding.Expected);
    }

    [Fact]
    public void Refuse_WhenSeveralFieldsAreWrong_TellsAllAtOnce()
    {
        var declaration = ShipmentCase.Declaration() with { CountryOfOrigin = "x", Currency = "y", Containers = ["z"] };

        var refusal = DeclarationRules.Refuse(declaration, s_now)!;

        Assert.Equal("DeclarationInvalid", refusal.Name);
        Assert.Equal(["countryOfOrigin", "currency", "containers[0]"], refusal.Findings!.Value.Select(f => f.Field));
        Assert.Contains("2 more", refusal.Detail);
    }

    [Fact]
    public void Validate_WhenAnotherFieldIsWrong_StillAddsUp()
    {
        var declaration = ShipmentCase.Declaration() with { CountryOfOrigin = "x", NetMassKilograms = 99, Price = 99_999 };

        Assert.Equal(["countryOfOrigin", "netMassKilograms", "price"], DeclarationRules.Validate(declaration, s_now).Select(f => f.Field));
    }

    [Fact]
    public void Validate_WhenAnAmountOfAnItemIsWrong_DoesNotAddItUp()
    {
        var item = ShipmentCase.Declaration().Items[0];
        var declaration = ShipmentCase.Declaration() with { NetMassKilograms = 99, Items = [item with { Value = decimal.MaxValue }, item with { Line = 2, Value = decimal.MaxValue }] };

        Assert.Equal(["items[0].value", "items[1].value", "netMassKilograms"], DeclarationRules.Validate(declaration, s_now).Select(f => f.Field));
    }

    [Fact]
    public void ValidateDraft_JudgesWhatCouldBeReadAndNothingElse()
    {
        var draft = ShipmentCase.Declaration() with { CountryOfOrigin = "", NetMassKilograms = 0, Price = 120, DeclarantId = "", Containers = ["bad", "CSQU3054383"] };

        var findings = DeclarationRules.ValidateDraft(draft, ["countryOfOrigin", "netMassKilograms", "containers"], s_now);

        Assert.Equal(["declarantId", "price"], findings.Select(f => f.Field));
    }

    [Fact]
    public void Validate_CutsLongValues() =>
        Assert.Equal(40, DeclarationRules.Validate(ShipmentCase.Declaration() with { CountryOfOrigin = new string('x', 5000) }, s_now)[0].Value!.Length);

    [Fact]
    public void Validate_WhenTotalsAreRounded_FindsNothing() =>
        Assert.Empty(DeclarationRules.Validate(ShipmentCase.Declaration() with { Price = 100.9m, NetMassKilograms = 9.5m }, s_now));
}
