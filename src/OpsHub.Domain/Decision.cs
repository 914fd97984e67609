using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OpsHub.Contracts;

namespace OpsHub.Domain;

/// <summary>What a rule said to a command: the events that follow from it, in order, or a refusal by name.</summary>
/// <param name="Events">Empty when refused, and when there was nothing left to do.</param>
/// <param name="Refusal">Null when accepted.</param>
public sealed record Decision<TEvent>(ImmutableArray<TEvent> Events, Refusal? Refusal)
{
    /// <summary>Accepted, and nothing changes: what was asked for is already so.</summary>
    public static Decision<TEvent> Nothing { get; } = new([], null);

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Refusal is null;

    /// <summary>Accepted: these happened, in order.</summary>
    public static Decision<TEvent> Accept(params ReadOnlySpan<TEvent> events) => new([.. events], null);

    public static implicit operator Decision<TEvent>(TEvent @event) => new([@event], null);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], refusal);
}
