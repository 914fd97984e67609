using System.Collections.Frozen;

namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>
/// A part of a condition that holds, does not hold, or is not known (null) because the declaration does not say. What is
/// not known is neither so nor otherwise: its negation is not known either, and only what holds is a hit.
/// </summary>
internal abstract class ConditionTest
{
    public abstract bool? Holds(DeclarationFacts facts);

    /// <summary>Adds the comparisons that made it so, with the declaration's values.</summary>
    /// <param name="facts">Of the declaration.</param>
    /// <param name="reasons">What they are added to.</param>
    /// <param name="so">Whether reasons for it or against it are asked for.</param>
    public abstract void Explain(DeclarationFacts facts, List<string> reasons, bool so);

    /// <summary>A text field and the values of which it must have one for this to hold; null when there is no such field.</summary>
    public virtual ConditionKey? Key => null;
}

/// <summary>A necessary part of a condition by which it can be found.</summary>
internal sealed record ConditionKey(SelectivityField Field, IReadOnlyCollection<string> Values);

internal sealed class AllOf(ConditionTest[] parts) : ConditionTest
{
    public override ConditionKey? Key => parts.Select(p => p.Key).OfType<ConditionKey>().MinBy(k => k.Values.Count);

    public override bool? Holds(DeclarationFacts facts)
    {
        bool? all = true;
        foreach (var part in parts)
        {
            var holds = part.Holds(facts);
            if (holds == false)
                return false;
            if (holds is null)
                all = null;
        }

        return all;
    }

    public override void Explain(DeclarationFacts facts, List<string> reasons, bool so) => Reasons.Of(parts, facts, reasons, so);
}

internal sealed class AnyOf(ConditionTest[] parts) : ConditionTest
{
    /// <summary>All alternatives need the same field, or it is no key.</summary>
    public override ConditionKey? Key
    {
        get
        {
            var keys = parts.Select(p => p.Key).ToArray();
            return keys[0] is { } first && keys.All(k => k?.Field == first.Field)
                ? new ConditionKey(first.Field, keys.SelectMany(k => k!.Values).ToFrozenSet(StringComparer.OrdinalIgnoreCase))
                : null;
        }
    }

    public override bool? Holds(DeclarationFacts facts)
    {
        bool? any = false;
        foreach (var part in parts)
        {
            var holds = part.Holds(facts);
            if (holds == true)
                return true;
            if (holds is null)
                any = null;
        }

        return any;
    }

    public override void Explain(DeclarationFacts facts, List<string> reasons, bool so) => Reasons.Of(parts, facts, reasons, so);
}

internal sealed class Not(ConditionTest part) : ConditionTest
{
    public override bool? Holds(DeclarationFacts facts) => !part.Holds(facts);

    public override void Explain(DeclarationFacts facts, List<string> reasons, bool so) => part.Explain(facts, reasons, !so);
}

/// <summary>A test of a line of goods, asked of all of them: one must meet it, or every one.</summary>
internal sealed class OfItems(ConditionTest part, bool every) : ConditionTest
{
    public override ConditionKey? Key => every ? null : part.Key;

    public override bool? Holds(DeclarationFacts facts)
    {
        bool? result = every;
        foreach (var item in facts.Declaration.Items)
        {
            facts.Item = item;
            var holds = part.Holds(facts);
            if (holds == !every)
            {
                result = !every;
                break;
            }

            if (holds is null)
                result = null;
        }

        facts.Item = null;
        return result;
    }

    public override void Explain(DeclarationFacts facts, List<string> reasons, bool so)
    {
        var items = facts.Declaration.Items;
        foreach (var item in items)
        {
            facts.Item = item;
            var from = reasons.Count;
            if (part.Holds(facts) != so)
                continue;
            part.Explain(facts, reasons, so);
            for (var i = from; i < reasons.Count && items.Length > 1; i++)
                reasons[i] = $"line {item.Line}: {reasons[i]}";
            break;
        }

        facts.Item = null;
    }
}

internal static class Reasons
{
    public static void Of(ConditionTest[] parts, DeclarationFacts facts, List<string> reasons, bool so)
    {
        foreach (var part in parts)
        {
            if (part.Holds(facts) == so)
                part.Explain(facts, reasons, so);
        }
    }
}
