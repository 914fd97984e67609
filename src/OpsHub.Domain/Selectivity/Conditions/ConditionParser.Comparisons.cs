namespace OpsHub.Domain.Selectivity.Conditions;

// Comparisons and what they compare.
internal sealed partial class ConditionParser
{
    private ConditionTest Comparison(Operand left, int start, out bool isOfItems)
    {
        isOfItems = left.IsOfItems;
        if (Next.Is("is"))
            return Stated(left);
        var negated = Take("not");
        var operation = Next;
        _at++;
        ConditionTest test = operation.Value.ToLowerInvariant() switch
        {
            "in" when operation.Kind == TokenKind.Word => Among(left),
            "between" when operation.Kind == TokenKind.Word => Between(left, start, ref isOfItems),
            "startswith" when operation.Kind == TokenKind.Word => Matched(TextMatch.StartsWith, left, start, ref isOfItems),
            "contains" when operation.Kind == TokenKind.Word => Matched(TextMatch.Contains, left, start, ref isOfItems),
            "=" or "!=" or "<" or "<=" or ">" or ">=" when operation.Kind == TokenKind.Symbol && !negated => Ordered(operation, left, ref isOfItems),
            _ => throw new ConditionException(
                operation.Start, $"{operation} compares nothing", "one of = != < <= > >=, in, between, startsWith, contains, is stated"),
        };
        return negated ? new Not(test) : test;
    }

    private ConditionTest Stated(Operand left)
    {
        Expect("is");
        var negated = Take("not");
        if (!Next.Is("stated"))
            throw Unexpected("'stated' or 'not stated'; equality is written =");
        _at++;
        var test = new IsStated(left);
        return negated ? new Not(test) : test;
    }

    private ConditionTest Ordered(ConditionToken operation, Operand left, ref bool isOfItems)
    {
        var start = Next.Start;
        var right = Sum();
        isOfItems |= right.IsOfItems;
        if (left is NumberOperand a && right is NumberOperand b)
            return new NumbersCompared(operation.Value, a, b);
        if (left is TextOperand text && right is TextOperand other)
        {
            return operation.Value switch
            {
                "=" => new TextsCompared(TextMatch.Equal, text, other),
                "!=" => new Not(new TextsCompared(TextMatch.Equal, text, other)),
                _ => throw new ConditionException(operation.Start, $"texts have no order, so {operation} does not apply to {left.Words}", "= or != for texts"),
            };
        }

        throw left is TextOperand
            ? new ConditionException(start, $"{left.Words} is a text and {right.Words} a number", $"a text in quotes, such as \"{right.Words}\"")
            : new ConditionException(start, $"{left.Words} is a number and {right.Words} a text", "a number without quotes");
    }

    private NumberBetween Between(Operand left, int start, ref bool isOfItems)
    {
        var value = AsNumber(left, start);
        var fromStart = Next.Start;
        var from = AsNumber(Sum(), fromStart);
        Expect("and");
        var toStart = Next.Start;
        var to = AsNumber(Sum(), toStart);
        isOfItems |= from.IsOfItems || to.IsOfItems;
        return new NumberBetween(value, from, to);
    }

    private TextsCompared Matched(TextMatch match, Operand left, int start, ref bool isOfItems)
    {
        var rightStart = Next.Start;
        var (text, part) = (AsText(left, start), AsText(Sum(), rightStart));
        isOfItems |= part.IsOfItems;
        return new TextsCompared(match, text, part);
    }

    private ConditionTest Among(Operand left)
    {
        Expect("(");
        var values = new List<ConditionToken>();
        do
        {
            if (Next.Kind is not (TokenKind.Number or TokenKind.Text))
                throw Unexpected(left is NumberOperand ? "a number" : "a text in quotes");
            values.Add(Next);
            _at++;
            if (values.Count > MaxValues)
                throw new ConditionException(Next.Start, "the list is too long", $"at most {MaxValues} values");
        }
        while (Take(","));
        Expect(")");
        var words = values.Count == 1 ? $"is {values[0].Value}"
            : $"is one of {(values.Count <= 3 ? string.Join(", ", values.Select(v => v.Value)) : $"{values[0].Value} and {values.Count - 1} more")}";
        return left is NumberOperand number
            ? new NumberAmong(number, [.. values.Select(v => v.Kind == TokenKind.Number ? Number(v) : throw new ConditionException(v.Start, $"{left.Words} is a number and {v} is not", "numbers without quotes"))], words)
            : new TextAmong((TextOperand)left, [.. values.Select(v => v.Kind == TokenKind.Text ? v.Value : throw new ConditionException(v.Start, $"{left.Words} is a text and {v} is not", $"texts in quotes, such as \"{v.Value}\""))], words);
    }

    private Operand Sum() => Chain(Product, "+", "-");

    private Operand Product() => Chain(Factor, "*", "/");

    private Operand Chain(Func<Operand> part, string first, string second)
    {
        var start = Next.Start;
        var left = part();
        while (Next.Is(first) || Next.Is(second))
        {
            if (++_comparisons > MaxComparisons)
                throw new ConditionException(Next.Start, "the condition computes too much", $"at most {MaxComparisons} comparisons and operations");
            var operation = Next.Value[0];
            _at++;
            var rightStart = Next.Start;
            left = new Arithmetic(operation, AsNumber(left, start), AsNumber(part(), rightStart));
        }

        return left;
    }

    private Operand Factor()
    {
        var token = Next;
        if (Take("-"))
        {
            Deeper();
            var start = Next.Start;
            var negative = new Arithmetic('-', new NumberConstant(0), AsNumber(Factor(), start));
            _depth--;
            return negative;
        }

        if (Take("("))
        {
            Deeper();
            var inner = Sum();
            _depth--;
            Expect(")");
            return inner;
        }

        if (token.Kind is not (TokenKind.Number or TokenKind.Text or TokenKind.Word) || s_keywords.Contains(token.Value) && token.Kind == TokenKind.Word)
            throw Unexpected("a field, a number or a text in quotes");
        _at++;
        return token.Kind switch
        {
            TokenKind.Number => new NumberConstant(Number(token)),
            TokenKind.Text => new TextConstant(token.Value),
            _ => FieldOf(token),
        };
    }

    private static Operand FieldOf(ConditionToken token)
    {
        if (SelectivityFields.Find(token.Value) is { } field)
            return field.IsNumber ? new NumberField(field) : new TextField(field);
        var names = SelectivityFields.All.Select(f => f.Name).ToArray();
        var near = names.Where(n => Spelling.IsNear(n, token.Value)).MinBy(n => Spelling.Distance(n, token.Value));
        throw new ConditionException(
            token.Start, $"there is no field {token}", near is null ? $"one of {string.Join(", ", names)}; texts stand in quotes" : $"{near}?");
    }

    private static NumberOperand AsNumber(Operand operand, int start) =>
        operand as NumberOperand ?? throw new ConditionException(start, $"{operand.Words} is a text", "a number");

    private static TextOperand AsText(Operand operand, int start) =>
        operand as TextOperand ?? throw new ConditionException(start, $"{operand.Words} is a number", "a text");
}
