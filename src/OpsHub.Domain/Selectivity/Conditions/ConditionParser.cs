using System.Globalization;

namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>Reads a condition by recursive descent, types and all. One use.</summary>
internal sealed partial class ConditionParser(string condition)
{
    private const int MaxDepth = 32;
    private const int MaxComparisons = 500;
    private const int MaxValues = 1_000;

    private static readonly HashSet<string> s_keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "is", "stated", "between", "startsWith", "contains", "any", "every", "item",
    };

    private readonly List<ConditionToken> _tokens = ConditionLexer.Cut(condition);
    private int _at;
    private int _depth;
    private int _comparisons;
    private bool _inItem;

    private ConditionToken Next => _tokens[_at];

    /// <exception cref="ConditionException">Something is not understood.</exception>
    public ConditionTest Parse()
    {
        var test = Either();
        return Next.Kind == TokenKind.End ? test : throw Unexpected("'and', 'or' or the end");
    }

    private ConditionTest Either() => Joined(Both, "or", parts => new AnyOf(parts));

    private ConditionTest Both() => Joined(Negated, "and", parts => new AllOf(parts));

    private static ConditionTest Single(List<ConditionTest> parts, Func<ConditionTest[], ConditionTest> join) => parts.Count == 1 ? parts[0] : join([.. parts]);

    private ConditionTest Joined(Func<ConditionTest> part, string word, Func<ConditionTest[], ConditionTest> join)
    {
        var parts = new List<ConditionTest> { part() };
        while (Take(word))
            parts.Add(part());
        return Single(parts, join);
    }

    private ConditionTest Negated()
    {
        if (!Take("not"))
            return Primary();
        Deeper();
        var test = new Not(Negated());
        _depth--;
        return test;
    }

    private ConditionTest Primary()
    {
        if (Next.Is("any") || Next.Is("every"))
            return Quantified();
        if (!Next.Is("(") || !IsGroup())
            return Compared();
        return InParentheses();
    }

    private ConditionTest InParentheses()
    {
        Expect("(");
        Deeper();
        var test = Either();
        _depth--;
        Expect(")");
        return test;
    }

    private OfItems Quantified()
    {
        if (_inItem)
            throw new ConditionException(Next.Start, "an item has no items", "no 'any item' or 'every item' inside of another");
        var every = Next.Is("every");
        _at++;
        Expect("item");
        if (!Next.Is("("))
            throw Unexpected("a condition on the item in parentheses");
        _inItem = true;
        var test = InParentheses();
        _inItem = false;
        return new OfItems(test, every);
    }

    /// <summary>Whether the parentheses that open here hold a condition or arithmetic: only a condition compares.</summary>
    private bool IsGroup()
    {
        var depth = 0;
        for (var at = _at; at < _tokens.Count; at++)
        {
            var token = _tokens[at];
            if (token.Is("("))
                depth++;
            else if (token.Is(")") && --depth == 0)
                return false;
            else if (token.Kind is TokenKind.Symbol && token.Value is "=" or "!=" or "<" or "<=" or ">" or ">=")
                return true;
            else if (token.Kind == TokenKind.Word && s_keywords.Contains(token.Value))
                return true;
        }

        return true;
    }

    private ConditionTest Compared()
    {
        if (++_comparisons > MaxComparisons)
            throw new ConditionException(Next.Start, "the condition compares too often", $"at most {MaxComparisons} comparisons; long lists belong into 'in (...)'");
        var start = Next.Start;
        var left = Sum();
        var test = Comparison(left, start, out var isOfItems);
        // A line's field outside of a line: any line will do.
        return isOfItems && !_inItem ? Loose(test) : test;
    }

    /// <summary>A negation belongs to the line, or "not in" would be about no line at all.</summary>
    private static OfItems Loose(ConditionTest test) => new(test, every: false);

    private bool Take(string word)
    {
        if (!Next.Is(word))
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw Unexpected($"'{word}'");
    }

    private void Deeper()
    {
        if (++_depth > MaxDepth)
            throw new ConditionException(Next.Start, "the condition is nested too deeply", $"at most {MaxDepth} levels");
    }

    private ConditionException Unexpected(string expected) => new(Next.Start, $"{Next} does not belong here", expected);

    private static decimal Number(ConditionToken token) =>
        decimal.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ConditionException(token.Start, $"{token} is no number", "a number such as 12.5; texts and codes stand in quotes");
}
