using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity.Conditions;
using OpsHub.Domain.Tests.Shipments;
using static OpsHub.Domain.Tests.Selectivity.SelectivityCase;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("hs4 = '8504'", true)]
    [InlineData("hs6 in ('850440')", true)]
    [InlineData("hs6 != '850440'", false)]
    [InlineData("importerId startsWith 'IMP'", true)]
    [InlineData("IMPORTERID = \"imp1\"", true)]
    [InlineData("importerId contains 'mp'", true)]
    [InlineData("importerId not contains 'mp'", false)]
    [InlineData("regime = 'import'", true)]
    [InlineData("price > 99.99", true)]
    [InlineData("price > 100", false)]
    [InlineData("price >= 100 and price <= 100", true)]
    [InlineData("netMassKilograms < 10.5", true)]
    [InlineData("pricePerKilogram = 10", true)]
    [InlineData("items <> 1", false)]
    [InlineData("containers > 1", true)]
    [InlineData("price between 100 and 200", true)]
    [InlineData("price not between 100 and 200", false)]
    [InlineData("items in (1, 2) AND NOT items in (3)", true)]
    [InlineData("importerId = declarantId", false)]
    [InlineData("importerId != declarantId", true)]
    [InlineData("price = netMassKilograms * pricePerKilogram", true)]
    [InlineData("(price + 1) / 2 - 0.5 = 50", true)]
    [InlineData("price - 10 - 10 = 80", true)]
    [InlineData("price * -1 < 0", true)]
    [InlineData("(price > 1 or items > 99) and (items = 1)", true)]
    [InlineData("items = 9 and items = 9 or items = 1", true)]
    [InlineData("items = 1 or items = 9 and items = 8", true)]
    public void Holds_AsWritten(string when, bool expected) => Assert.Equal(expected, Compile(when).Holds(ShipmentCase.Declaration()));

    [Theory]
    [InlineData("pricePerKilogram < 1000000")]
    [InlineData("pricePerKilogram >= 0")]
    [InlineData("not pricePerKilogram < 1000000")]
    [InlineData("pricePerKilogram != 3")]
    [InlineData("price / (items - 1) > 0")]
    [InlineData("not price / (items - 1) > 0")]
    [InlineData("79228162514264337593543950335 + price > 0")]
    [InlineData("sellerId = 'S1'")]
    [InlineData("sellerId != 'S1'")]
    [InlineData("sellerId not in ('S1')")]
    [InlineData("not (sellerId = 'S1' and price > 0)")]
    [InlineData("sellerId is stated")]
    public void Holds_OnWhatIsNotStated_IsNeverSo(string when) => Assert.False(Compile(when).Holds(Weightless));

    [Theory]
    [InlineData("sellerId is not stated")]
    [InlineData("pricePerKilogram is not stated and price is stated")]
    [InlineData("sellerId = 'S1' or price > 0")]
    [InlineData("not (sellerId = 'S1' and price < 0)")]
    public void Holds_WhereWhatIsStatedSettlesIt(string when) => Assert.True(Compile(when).Holds(Weightless));

    [Theory]
    [InlineData("hs2 = '22'", true)]
    [InlineData("hs2 = '85'", false)]
    [InlineData("hs2 != '22'", true)]
    [InlineData("not hs2 = '22'", false)]
    [InlineData("hs2 = '22' and itemValue > 60", true)]
    [InlineData("any item (hs2 = '22' and itemValue > 60)", false)]
    [InlineData("any item (hs2 = '22' and itemValue between 40 and 60)", true)]
    [InlineData("any item (hs2 = '22' and itemValue < price)", true)]
    [InlineData("every item (hs2 in ('01', '22'))", true)]
    [InlineData("every item (itemValue > 60)", false)]
    [InlineData("not every item (itemValue > 60)", true)]
    [InlineData("itemValuePerKilogram = 10", true)]
    [InlineData("description contains 'VODKA'", true)]
    [InlineData("every item (description contains 'vodka')", false)]
    public void Holds_OfItems(string when, bool expected) => Assert.Equal(expected, Compile(when).Holds(TwoItems));

    [Theory]
    [InlineData("colour = 'red'", 1, "'colour'")]
    [InlineData("pricePerKilo < 3", 1, "pricePerKilogram?")]
    [InlineData("hs2 = 85", 7, "\"85\"")]
    [InlineData("price = '85'", 9, "without quotes")]
    [InlineData("price > much", 9, "'much'")]
    [InlineData("importerId < 'B'", 12, "= or !=")]
    [InlineData("price startsWith '8'", 1, "a text")]
    [InlineData("hs2 in ()", 9, "a text in quotes")]
    [InlineData("hs2 in ('85', 86)", 15, "\"86\"")]
    [InlineData("items in ('85')", 11, "without quotes")]
    [InlineData("hs2 = '85", 7, "closing")]
    [InlineData("hs2 = '85' and", 15, "a field")]
    [InlineData("hs2 = '85' hs4 = '8504'", 12, "'and', 'or'")]
    [InlineData("(hs2 = '85'", 12, "')'")]
    [InlineData("price > 1.2.3", 9, "a number")]
    [InlineData("price > 5kg", 9, "a number")]
    [InlineData("price ~ 5", 7, "a field")]
    [InlineData("any item (every item (hs2 = '1'))", 11, "inside of another")]
    [InlineData("any hs2 = '85'", 5, "'item'")]
    [InlineData("price is 5", 10, "written =")]
    [InlineData("price", 6, "one of =")]
    [InlineData("price + 'a' > 3", 9, "a number")]
    public void Compile_WhenNotUnderstood_SaysWhereAndWhatWouldBeRight(string when, int character, string hint)
    {
        Assert.Null(Condition.Compile(when, out var finding));
        Assert.Contains($"at character {character}:", finding!.Problem, StringComparison.Ordinal);
        Assert.Contains(hint, $"{finding.Problem} {finding.Expected}", StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_OfTooMuch_IsRefused()
    {
        Assert.Null(Condition.Compile(new string('(', 5_000) + "price > 1", out _));
        Assert.Null(Condition.Compile(string.Concat(Enumerable.Repeat("not ", 3_000)) + "price > 1", out _));
        Assert.Null(Condition.Compile("price > " + new string('-', 5_000) + "1", out _));
        Assert.Null(Condition.Compile("price > 1" + string.Concat(Enumerable.Repeat(" or price > 1", 600)), out _));
        Assert.Null(Condition.Compile("price > 1" + string.Concat(Enumerable.Repeat(" + 1", 600)), out _));
        Assert.Null(Condition.Compile($"items in ({string.Join(',', Enumerable.Range(0, 1_001))})", out _));
        Assert.Null(Condition.Compile(new string(' ', Condition.MaxLength) + "price > 1", out _));
    }

    /// <summary>Whatever is typed, it is compiled or refused.</summary>
    [Fact]
    public void Compile_OfAnything_NeverThrows()
    {
        string[] words = ["hs2", "price", "items", "'85'", "\"x", "3", "1.5", "and", "or", "not", "in", "(", ")", ",", "=", "!=", "<", "any", "every", "item", "is", "stated", "between", "-", "*", "/", "§", "startsWith"];
        var texts = Gen.Elements(words).ListOf().Select(parts => string.Join(' ', parts)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(texts, text =>
        {
            var condition = Condition.Compile(text, out var finding);
            _ = condition?.Holds(TwoItems);
            return condition is null != finding is null;
        }));
    }

    [Theory]
    [InlineData("hs2 = '22' and itemValue > 60", "line 2: hs2 is 22 (22); line 1: itemValue is above 60 (70)")]
    [InlineData("any item (hs2 = '22' and itemValue < 60)", "line 2: hs2 is 22 (22); line 2: itemValue is below 60 (50)")]
    [InlineData("price < 5 or items between 2 and 9", "items is between 2 and 9 (2)")]
    [InlineData("not (price < 5 or items = 1)", "not price is below 5 (100); not items is 1 (2)")]
    [InlineData("sellerId is not stated", "not sellerId is stated (not stated)")]
    [InlineData("hs4 in ('0101', '2208', '3', '4') and price / items > 3", "line 1: hs4 is one of 0101 and 3 more (0101); (price / items) is above 3 (50)")]
    public void Evaluate_SaysWhatMadeItHold(string when, string why) =>
        Assert.Equal(why, Assert.Single(Evaluate(TwoItems, Profile("p", 0, Lane.Red, when)).Hits).Why);

    private static Declaration Weightless => ShipmentCase.Declaration() with { NetMassKilograms = 0, SellerId = null };

    private static Declaration TwoItems => ShipmentCase.Declaration() with
    {
        SellerId = null,
        Items = [new GoodsItem(1, "010121", null, null, null, 5, 70), new GoodsItem(2, "220860", "Vodka, 40 %", null, null, 5, 50)],
    };

    private static Condition Compile(string when)
    {
        var condition = Condition.Compile(when, out var finding);
        Assert.True(condition is not null, $"{finding?.Problem}; {finding?.Expected}");
        return condition;
    }
}
