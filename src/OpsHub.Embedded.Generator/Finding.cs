using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace OpsHub.Embedded.Generator;

/// <summary>What was made of one declaration. Compared by value, so that unchanged declarations cost nothing.</summary>
/// <param name="Name">Full name of the declared type.</param>
/// <param name="Source">Generated types; may be empty.</param>
/// <param name="Registration">Statement of the module's Register method; may be empty.</param>
/// <param name="Problems">What is wrong with the declaration.</param>
internal sealed record Finding(string Name, string Source, string Registration, EquatableArray<Problem> Problems);

/// <summary>A diagnostic as plain values.</summary>
internal sealed record Problem(string Rule, string Argument, string File, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    public static Problem At(DiagnosticDescriptor rule, ISymbol symbol, string argument)
    {
        var location = symbol.Locations.FirstOrDefault(found => found.IsInSource);
        if (location is null)
            return new Problem(rule.Id, argument, string.Empty, 0, 0, 0, 0, 0, 0);
        var lines = location.GetLineSpan();
        return new Problem(
            rule.Id,
            argument,
            lines.Path,
            location.SourceSpan.Start,
            location.SourceSpan.Length,
            lines.StartLinePosition.Line,
            lines.StartLinePosition.Character,
            lines.EndLinePosition.Line,
            lines.EndLinePosition.Character);
    }

    public Diagnostic ToDiagnostic()
    {
        var location = File.Length == 0
            ? Location.None
            : Location.Create(
                File,
                new Microsoft.CodeAnalysis.Text.TextSpan(Start, Length),
                new Microsoft.CodeAnalysis.Text.LinePositionSpan(new(StartLine, StartColumn), new(EndLine, EndColumn)));
        return Diagnostic.Create(Rules.All[Rule], location, Argument);
    }
}

/// <summary>An array compared by its elements.</summary>
internal readonly struct EquatableArray<T>(ImmutableArray<T> items) : IEquatable<EquatableArray<T>>
    where T : IEquatable<T>
{
    private readonly ImmutableArray<T> _items = items;

    public IEnumerable<T> Items => _items.IsDefault ? [] : _items;

    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode() => Items.Aggregate(17, static (hash, item) => (hash * 31) + item.GetHashCode());
}
