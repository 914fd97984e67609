namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>Cuts a condition into words, numbers, quoted texts and symbols.</summary>
internal static class ConditionLexer
{
    private static readonly string[] s_symbols = ["<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ",", "+", "-", "*", "/"];

    /// <exception cref="ConditionException">A character that begins nothing, or a text without its end.</exception>
    public static List<ConditionToken> Cut(string condition)
    {
        var tokens = new List<ConditionToken>();
        var at = 0;
        while (true)
        {
            while (at < condition.Length && char.IsWhiteSpace(condition[at]))
                at++;
            if (at == condition.Length)
                break;
            var token = Next(condition, at, out var end);
            tokens.Add(token);
            at = end;
        }

        tokens.Add(new ConditionToken(TokenKind.End, condition.Length, ""));
        return tokens;
    }

    private static ConditionToken Next(string condition, int start, out int end)
    {
        var first = condition[start];
        if (first is '"' or '\'')
            return Text(condition, start, out end);
        if (char.IsAsciiDigit(first))
        {
            end = While(condition, start, static c => char.IsAsciiLetterOrDigit(c) || c == '.');
            return new ConditionToken(TokenKind.Number, start, condition[start..end]);
        }

        if (char.IsAsciiLetter(first))
        {
            end = While(condition, start, char.IsAsciiLetterOrDigit);
            return new ConditionToken(TokenKind.Word, start, condition[start..end]);
        }

        var symbol = s_symbols.FirstOrDefault(s => string.CompareOrdinal(condition, start, s, 0, s.Length) == 0)
            ?? throw new ConditionException(start, $"'{first}' begins nothing that is known", "a field, a number, a text in quotes, or one of = != < <= > >= ( ) + - * /");
        end = start + symbol.Length;
        return new ConditionToken(TokenKind.Symbol, start, symbol == "<>" ? "!=" : symbol);
    }

    private static ConditionToken Text(string condition, int start, out int end)
    {
        var close = condition.IndexOf(condition[start], start + 1);
        if (close < 0)
            throw new ConditionException(start, "a text has no end", $"a closing {condition[start]}");
        end = close + 1;
        return new ConditionToken(TokenKind.Text, start, condition[(start + 1)..close]);
    }

    private static int While(string text, int start, Func<char, bool> belongs)
    {
        var at = start;
        while (at < text.Length && belongs(text[at]))
            at++;
        return at;
    }
}
