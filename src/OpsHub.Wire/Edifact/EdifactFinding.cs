using System.Globalization;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Edifact;

/// <summary>A place in an interchange.</summary>
/// <param name="Segment">Number of the segment in the interchange, from 1; UNA is not counted, as it is no segment. 0 for the whole.</param>
/// <param name="Tag">Its tag; empty where there is none.</param>
/// <param name="Element">Data element behind the tag, from 1; 0 for the segment itself.</param>
/// <param name="Component">Component of the element, from 1; 0 where the element is meant as a whole.</param>
public readonly record struct EdifactPlace(int Segment, string Tag, int Element = 0, int Component = 0)
{
    /// <summary>Tag, data element and component, like <c>LOC 2.1</c>.</summary>
    public override string ToString() => (Element, Component) switch
    {
        (0, _) => Tag,
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{Tag} {Element}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Tag} {Element}.{Component}"),
    };
}

/// <summary>One thing wrong at one place.</summary>
/// <param name="Value">What was there, cut and cleaned as <see cref="Finding.MaxValueLength"/> says.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Expected">What would be right.</param>
public sealed record EdifactFinding(
    EdifactFault Fault, EdifactPlace Place, string Value, string Problem, string Expected, FindingSeverity Severity = FindingSeverity.Error)
{
    /// <summary>Makes a finding with the value cut and cleaned.</summary>
    public static EdifactFinding Of(
        EdifactFault fault, EdifactPlace place, ReadOnlySpan<char> value, string problem, string expected, FindingSeverity severity = FindingSeverity.Error) =>
        new(fault, place, SpanText.Cut(value), problem, expected, severity);

    /// <summary>In the form the other formats have: the place as the field, the segment's number as the line.</summary>
    public Finding ToFinding() => new(Place.ToString(), Value, Problem, Expected, Place.Segment, Severity);
}
