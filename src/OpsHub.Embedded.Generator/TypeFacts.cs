using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace OpsHub.Embedded.Generator;

/// <summary>Which types can change, and which may cross a call.</summary>
internal static class TypeFacts
{
    private static readonly HashSet<string> s_immutable =
    [
        "System.Guid", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Uri", "System.Version",
        "System.Int128", "System.UInt128", "System.Half", "System.Numerics.BigInteger", "System.Threading.CancellationToken",
        "System.Net.IPAddress", "System.Globalization.CultureInfo", "System.TimeZoneInfo", "System.Index", "System.Range",
        "Orleans.Runtime.GrainId", "Orleans.Runtime.StreamId", "Orleans.Runtime.TickStatus", "Orleans.Concurrency.Immutable<T>",
    ];

    // Immutable if what they hold is.
    private static readonly HashSet<string> s_immutableContainers =
    [
        "System.Nullable<T>", "System.Collections.Generic.KeyValuePair<TKey, TValue>", "System.Collections.Immutable.ImmutableArray<T>",
        "System.Collections.Immutable.ImmutableList<T>", "System.Collections.Immutable.ImmutableHashSet<T>", "System.Collections.Immutable.ImmutableQueue<T>",
        "System.Collections.Immutable.ImmutableSortedSet<T>", "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>",
        "System.Collections.Immutable.ImmutableSortedDictionary<TKey, TValue>",
    ];

    /// <summary>True when values of the type surely cannot change; false when they may, or it cannot be told here.</summary>
    public static bool IsImmutable(ITypeSymbol type) => IsImmutable(type, []);

    /// <summary>Whether a value of the type, or something in it, has no serializer on any runtime.</summary>
    /// <returns>The type at fault, or null.</returns>
    public static ITypeSymbol? Unserializable(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Unserializable(array.ElementType);
            case INamedTypeSymbol named:
                return IsSerializable(named) ? named.TypeArguments.Select(Unserializable).FirstOrDefault(static found => found is not null) : named;
            case ITypeParameterSymbol:
                return null;
            default:
                return type;
        }
    }

    private static bool IsSerializable(INamedTypeSymbol type) =>
        type.SpecialType != SpecialType.None
        || type.TypeKind == TypeKind.Enum
        || type.IsTupleType
        || type.OriginalDefinition.Attribute(Symbols.GenerateSerializer) is not null
        || type.Implements(Symbols.Addressable)
        || type.IsNamed(Symbols.Addressable)
        || type.DerivesFrom("System.Exception")
        || type.ContainingAssembly?.Name is "System.Runtime" or "System.Private.CoreLib" or "OpsHub.Embedded"
        || type.ContainingAssembly?.Name.StartsWith("System.", System.StringComparison.Ordinal) == true;

    private static bool IsImmutable(ITypeSymbol type, HashSet<ITypeSymbol> visiting)
    {
        if (type is not INamedTypeSymbol named)
            return false;
        if (IsSimple(named) || s_immutable.Contains(named.OriginalDefinition.Name()) || named.OriginalDefinition.Attribute("Orleans.ImmutableAttribute") is not null)
            return true;
        if (named.IsNamed(Symbols.Addressable) || named.Implements(Symbols.Addressable) || named.DerivesFrom("System.Exception"))
            return true;
        if (named.IsTupleType || s_immutableContainers.Contains(named.OriginalDefinition.Name()))
            return named.TypeArguments.All(argument => IsImmutable(argument, visiting));
        return named.OriginalDefinition.Attribute(Symbols.GenerateSerializer) is not null && HasNothingToChange(named, visiting);
    }

    private static bool IsSimple(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Enum
        || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime;

    // Fields of types from other assemblies are not all visible here, so of those nothing can be told.
    private static bool HasNothingToChange(INamedTypeSymbol type, HashSet<ITypeSymbol> visiting)
    {
        if (!(type.IsValueType || type.IsSealed) || !type.Locations.Any(static location => location.IsInSource))
            return false;
        if (!visiting.Add(type))
            return true;
        return type.SelfAndBases().TakeWhile(static found => found.SpecialType is not SpecialType.System_Object and not SpecialType.System_ValueType)
            .All(found => found.Locations.Any(static location => location.IsInSource)
                && found.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic)
                    .All(field => (field.IsReadOnly || type.IsValueType) && IsImmutable(field.Type, visiting)));
    }
}
