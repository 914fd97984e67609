using System.Globalization;

namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>A side of a comparison: a field, a constant, or arithmetic on numbers.</summary>
/// <param name="words">As explanations write it.</param>
/// <param name="isOfItems">True when it looks at a line of goods.</param>
internal abstract class Operand(string words, bool isOfItems)
{
    public string Words { get; } = words;

    public bool IsOfItems { get; } = isOfItems;

    /// <summary>The value as explanations show it.</summary>
    public abstract string Show(DeclarationFacts facts);
}

internal abstract class NumberOperand(string words, bool isOfItems) : Operand(words, isOfItems)
{
    /// <summary>Null when it is not stated, or cannot be worked out.</summary>
    public abstract decimal? Of(DeclarationFacts facts);

    public override string Show(DeclarationFacts facts) => SelectivityField.Show(Of(facts));
}

internal abstract class TextOperand(string words, bool isOfItems) : Operand(words, isOfItems)
{
    /// <summary>Empty when it is not stated.</summary>
    public abstract ReadOnlySpan<char> Of(DeclarationFacts facts);

    public override string Show(DeclarationFacts facts) => Of(facts) is { IsEmpty: false } text ? text.ToString() : "not stated";
}

internal sealed class NumberField(SelectivityField field) : NumberOperand(field.Name, field.IsOfItems)
{
    public override decimal? Of(DeclarationFacts facts) => facts.Number(field);
}

internal sealed class TextField(SelectivityField field) : TextOperand(field.Name, field.IsOfItems)
{
    public SelectivityField Field { get; } = field;

    public override ReadOnlySpan<char> Of(DeclarationFacts facts) => facts.Text(Field);
}

internal sealed class NumberConstant(decimal value) : NumberOperand(value.ToString(CultureInfo.InvariantCulture), isOfItems: false)
{
    public override decimal? Of(DeclarationFacts facts) => value;
}

internal sealed class TextConstant(string value) : TextOperand(value, isOfItems: false)
{
    public string Value { get; } = value;

    public override ReadOnlySpan<char> Of(DeclarationFacts facts) => Value;
}

/// <summary>Two numbers and one of <c>+ - * /</c>. What divides by zero or leaves the range of numbers cannot be worked out.</summary>
internal sealed class Arithmetic(char operation, NumberOperand left, NumberOperand right)
    : NumberOperand($"({left.Words} {operation} {right.Words})", left.IsOfItems || right.IsOfItems)
{
    public override decimal? Of(DeclarationFacts facts)
    {
        if (left.Of(facts) is not { } a || right.Of(facts) is not { } b || (operation == '/' && b == 0))
            return null;
        try
        {
            return operation switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b };
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
