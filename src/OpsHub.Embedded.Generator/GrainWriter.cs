using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OpsHub.Embedded.Generator;

/// <summary>Writes the declaration of a grain class: its type, its interfaces, how calls interleave, and how to construct it.</summary>
internal static class GrainWriter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions";
    private const string KeyedServices = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions";

    public static Finding Write(INamedTypeSymbol grain)
    {
        var problems = new List<Problem>();
        if (grain.IsGenericType)
            problems.Add(Problem.At(Rules.GenericInterface, grain, grain.Name()));
        if (!grain.IsReachable())
            problems.Add(Problem.At(Rules.Reach, grain, grain.Name()));
        var constructors = grain.InstanceConstructors.Where(static found => found.DeclaredAccessibility is not Accessibility.Private and not Accessibility.Protected).ToArray();
        if (constructors.Length != 1)
            problems.Add(Problem.At(Rules.Constructor, grain, grain.Name()));
        var arguments = constructors.Length == 1 ? constructors[0].Parameters.Select(parameter => Argument(parameter, problems)).ToArray() : [];
        if (problems.Count > 0)
            return new Finding(grain.Name(), string.Empty, string.Empty, new(problems.ToImmutableArray()));
        var interfaces = grain.AllInterfaces.Where(static found => found.Implements(Symbols.Addressable) && !IsMarker(found));
        var registration = $$"""
            registry.AddGrain(new global::OpsHub.Embedded.CodeGeneration.GrainDeclaration
            {
                GrainClass = typeof({{grain.Plain()}}),
                GrainType = {{Symbols.Literal(GrainType(grain))}},
                Interfaces = new global::System.Type[] { {{string.Join(", ", interfaces.Select(static found => $"typeof({found.Plain()})"))}} },
                Create = static construction => new {{grain.Plain()}}({{string.Join(", ", arguments)}}),
                Reentrant = {{Bool(grain.InheritedAttribute("Orleans.Concurrency.ReentrantAttribute") is not null)}},
                MaxWorkers = {{MaxWorkers(grain).ToString(CultureInfo.InvariantCulture)}},
                CollectionAge = {{CollectionAge(grain)}},
            });
            """;
        return new Finding(grain.Name(), string.Empty, registration, default);
    }

    /// <summary>Interfaces without methods of their own that only say what kind of thing a grain is.</summary>
    public static bool IsMarker(INamedTypeSymbol type) => type.Name() is "Orleans.IGrain" or "Orleans.IGrainWithStringKey" or Symbols.Observer or Symbols.Addressable;

    private static string Bool(bool value) => value ? "true" : "false";

    private static string GrainType(INamedTypeSymbol grain)
    {
        if (grain.Attribute("Orleans.GrainTypeAttribute")?.Argument(0) is string given)
            return given;
        const string suffix = "Grain";
        var name = grain.Name.Length > suffix.Length && grain.Name.EndsWith(suffix, System.StringComparison.Ordinal)
            ? grain.Name.Substring(0, grain.Name.Length - suffix.Length)
            : grain.Name;
        return name.ToLowerInvariant();
    }

    private static int MaxWorkers(INamedTypeSymbol grain) =>
        grain.InheritedAttribute("Orleans.Concurrency.StatelessWorkerAttribute") is { } workers ? workers.Argument(0) as int? ?? -1 : 0;

    private static string CollectionAge(INamedTypeSymbol grain)
    {
        const string never = "global::System.Threading.Timeout.InfiniteTimeSpan";
        if (grain.InheritedAttribute("Orleans.KeepAliveAttribute") is not null)
            return never;
        if (grain.InheritedAttribute("Orleans.CollectionAgeLimitAttribute") is not { } limit)
            return "null";
        var values = limit.NamedArguments.ToDictionary(static argument => argument.Key, static argument => argument.Value.Value);
        if (values.TryGetValue("AlwaysActive", out var always) && always is true)
            return never;
        double Number(string name) => values.TryGetValue(name, out var value) && value is double number ? number : 0;
        var minutes = (Number("Days") * 24 * 60) + (Number("Hours") * 60) + Number("Minutes");
        return $"global::System.TimeSpan.FromMinutes({minutes.ToString("R", CultureInfo.InvariantCulture)}d)";
    }

    private static string Argument(IParameterSymbol parameter, List<Problem> problems)
    {
        var type = parameter.Type.Plain();
        if (parameter.Attribute("Orleans.Runtime.PersistentStateAttribute") is { } state)
            return State(parameter, state, problems);
        if (type == "global::System.IServiceProvider")
            return "construction.Services";
        if (parameter.Attribute("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is { } keyed)
            return $"{KeyedServices}.GetRequiredKeyedService<{type}>(construction.Services, {keyed.ConstructorArguments[0].ToCSharpString()})";
        if (!parameter.HasExplicitDefaultValue)
            return $"{Services}.GetRequiredService<{type}>(construction.Services)";
        return parameter.Type.IsReferenceType
            ? $"{Services}.GetService<{type}>(construction.Services)"
            : $"({type})({SymbolDisplay.FormatPrimitive(parameter.ExplicitDefaultValue ?? "default", quoteStrings: true, useHexadecimalNumbers: false)})";
    }

    private static string State(IParameterSymbol parameter, AttributeData attribute, List<Problem> problems)
    {
        if (parameter.Type is not INamedTypeSymbol { TypeArguments.Length: 1 } record
            || record.TypeArguments[0] is not INamedTypeSymbol state
            || !record.IsNamed("Orleans.Runtime.IPersistentState<TState>")
            || !state.InstanceConstructors.Any(static found => found.Parameters.Length == 0 && found.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal))
        {
            problems.Add(Problem.At(Rules.State, parameter, parameter.ContainingType.Name()));
            return "null!";
        }

        var name = Symbols.Literal(attribute.Argument(0) as string);
        var storage = Symbols.Literal(attribute.Argument(1) as string);
        return $"construction.PersistentState<{state.Plain()}>({name}, {storage}, static () => new {state.Plain()}())";
    }
}
