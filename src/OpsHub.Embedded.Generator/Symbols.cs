using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace OpsHub.Embedded.Generator;

/// <summary>What the generator asks about symbols.</summary>
internal static class Symbols
{
    public const string Addressable = "Orleans.Runtime.IAddressable";
    public const string Observer = "Orleans.IGrainObserver";
    public const string Grain = "Orleans.Grain";
    public const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";
    public const string GrainModule = "OpsHub.Embedded.CodeGeneration.GrainModuleAttribute";

    private static readonly SymbolDisplayFormat s_source = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_name = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    /// <summary>The type as written in generated source.</summary>
    public static string Source(this ITypeSymbol type) => type.ToDisplayString(s_source);

    /// <summary>The type as written in typeof and as a type name, without nullability.</summary>
    public static string Plain(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The full name people read, without "global::".</summary>
    public static string Name(this ISymbol symbol) => symbol.ToDisplayString(s_name);

    public static bool IsNamed(this ISymbol? symbol, string fullName) => symbol?.OriginalDefinition.ToDisplayString(s_name) == fullName;

    public static bool Implements(this INamedTypeSymbol type, string interfaceName) => type.AllInterfaces.Any(found => found.IsNamed(interfaceName));

    public static bool DerivesFrom(this INamedTypeSymbol type, string className) => type.SelfAndBases().Skip(1).Any(found => found.IsNamed(className));

    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
            yield return current;
    }

    public static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.IsNamed(fullName));

    public static AttributeData? InheritedAttribute(this INamedTypeSymbol type, string fullName) =>
        type.SelfAndBases().Select(found => found.Attribute(fullName)).FirstOrDefault(found => found is not null);

    /// <summary>A constructor argument's value, or null when there are fewer.</summary>
    public static object? Argument(this AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length ? attribute.ConstructorArguments[index].Value : null;

    /// <summary>Whether generated code in the same assembly can name the type.</summary>
    public static bool IsReachable(this ITypeSymbol type)
    {
        for (ISymbol? current = type; current is ITypeSymbol; current = current.ContainingSymbol)
        {
            if (current.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                return false;
        }

        return true;
    }

    /// <summary>Whether other assemblies can name the type.</summary>
    public static bool IsPublic(this ITypeSymbol type)
    {
        for (ISymbol? current = type; current is ITypeSymbol; current = current.ContainingSymbol)
        {
            if (current.DeclaredAccessibility != Accessibility.Public)
                return false;
        }

        return true;
    }

    /// <summary>A name that is legal as an identifier and differs whenever the full name does.</summary>
    public static string Identifier(string fullName)
    {
        var text = new StringBuilder();
        foreach (var character in fullName)
        {
            if (character == '_')
                text.Append("__");
            else
                text.Append(char.IsLetterOrDigit(character) ? character : '_');
        }

        return text.ToString();
    }

    /// <summary>A C# string literal.</summary>
    public static string Literal(string? text) => text is null ? "null" : Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
