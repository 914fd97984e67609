using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace OpsHub.Embedded.Generator;

/// <summary>What the grain runtime does not carry is refused when the grain is compiled, with the reason.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor GenericInterface = Rule("OHG001", "Generic grain interface", "{0} is generic; grain interfaces and their methods are not");
    public static readonly DiagnosticDescriptor ReturnType = Rule("OHG002", "Return type of a grain method", "{0} must return Task, Task<T>, ValueTask or ValueTask<T>, or, on an observer, void");
    public static readonly DiagnosticDescriptor Parameter = Rule("OHG003", "Parameter of a grain method", "{0}: parameters are passed by value, and at most one is a CancellationToken");
    public static readonly DiagnosticDescriptor Member = Rule("OHG004", "Member of a grain interface", "{0}: grain interfaces have methods only");
    public static readonly DiagnosticDescriptor Reach = Rule("OHG005", "Grain type out of reach", "{0} must be at least internal, as must what contains it");
    public static readonly DiagnosticDescriptor Constructor = Rule("OHG006", "Constructor of a grain", "{0} must have exactly one constructor that is not private");
    public static readonly DiagnosticDescriptor State = Rule("OHG007", "Persistent state", "{0}: [PersistentState] goes on a parameter of type IPersistentState<T>, and T has a parameterless constructor");

    public static readonly DiagnosticDescriptor Id = Rule("OHG008", "Member without a number", "{0} needs an [Id]: Orleans leaves members without one out of what it sends and stores; [NonSerialized] says so on purpose");
    public static readonly DiagnosticDescriptor DuplicateId = Rule("OHG009", "Number used twice", "{0} has the [Id] of another member");
    public static readonly DiagnosticDescriptor Serializer = Rule("OHG010", "Type without a serializer", "{0} crosses a grain call and needs [GenerateSerializer]");

    public static readonly IReadOnlyDictionary<string, DiagnosticDescriptor> All =
        new[] { GenericInterface, ReturnType, Parameter, Member, Reach, Constructor, State, Id, DuplicateId, Serializer }.ToDictionary(static rule => rule.Id);

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "OpsHub.Grains", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
