using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace OpsHub.Embedded.Generator;

/// <summary>
/// Writes the copier of a type marked [GenerateSerializer]: a bitwise copy, then a copy of each member that can change.
/// Also checks what Orleans would silently do otherwise: leave out members without [Id].
/// </summary>
internal sealed class CopierWriter
{
    private const string Runtime = "global::OpsHub.Embedded.CodeGeneration";

    private readonly INamedTypeSymbol _type;
    private readonly string _name;
    private readonly List<Problem> _problems = [];

    private CopierWriter(INamedTypeSymbol type)
    {
        _type = type;
        _name = $"Copier_{Symbols.Identifier(type.Name())}";
    }

    public static Finding? Write(INamedTypeSymbol type) => type.TypeKind is TypeKind.Class or TypeKind.Struct ? new CopierWriter(type).Write() : null;

    private Finding Write()
    {
        if (!_type.IsReachable())
            _problems.Add(Problem.At(Rules.Reach, _type, _type.Name()));
        CheckMembers();
        if (_problems.Count > 0)
            return new Finding(_type.Name(), string.Empty, string.Empty, new(_problems.ToImmutableArray()));
        var open = OpenName(_type.Plain());
        if (TypeFacts.IsImmutable(_type))
            return new Finding(_type.Name(), string.Empty, $"registry.AddImmutable(typeof({open}));", default);
        if (_type.IsAbstract)
            return new Finding(_type.Name(), FieldCopies(), string.Empty, default);
        return new Finding(_type.Name(), FieldCopies(), $"registry.AddCopier(typeof({open}), typeof({OpenName(_name + Parameters())}));", default);
    }

    private void CheckMembers()
    {
        var ids = new HashSet<object>();
        var positional = PositionalNames();
        foreach (var field in Fields(_type))
        {
            var member = field.AssociatedSymbol ?? field;
            if (field.Attribute("System.NonSerializedAttribute") is not null || positional.Contains(member.Name))
                continue;
            if (member.Attribute("Orleans.IdAttribute")?.Argument(0) is not { } id)
                _problems.Add(Problem.At(Rules.Id, member, member.Name()));
            else if (!ids.Add(id))
                _problems.Add(Problem.At(Rules.DuplicateId, member, member.Name()));
            else if (TypeFacts.Unserializable(field.Type) is { } culprit)
                _problems.Add(Problem.At(Rules.Serializer, member, $"{culprit.Name()} in {member.Name()}"));
        }
    }

    // The parameters of a positional record have their numbers from their places.
    private HashSet<string> PositionalNames()
    {
        var constructor = _type.IsRecord
            ? _type.InstanceConstructors.FirstOrDefault(found => found.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.RecordDeclarationSyntax))
            : null;
        return [.. constructor?.Parameters.Select(static parameter => parameter.Name) ?? []];
    }

    private static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic && !field.IsConst);

    private string FieldCopies()
    {
        var reference = _type.IsValueType ? "ref " : string.Empty;
        var type = _type.Plain();
        var accessors = new StringBuilder();
        var copies = new StringBuilder();
        if (BaseCopier() is { } baseCopier)
            copies.AppendLine($"        {baseCopier}.CopyMembers(from, to);");
        var index = 0;
        foreach (var field in Fields(_type).Where(static field => !TypeFacts.IsImmutable(field.Type)))
        {
            var accessor = $"Member{index++}";
            accessors.AppendLine($"    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = {Symbols.Literal(field.Name)})]");
            accessors.AppendLine($"    private static extern ref {field.Type.Source()} {accessor}({reference}{type} value);").AppendLine();
            copies.AppendLine($"        {accessor}({reference}to) = {Runtime}.Copier.Copy({accessor}({reference}from));");
        }

        var copy = _type.IsAbstract ? string.Empty : _type.IsValueType
            ? $"    public override {type} Copy({type} value) {{ var copy = value; CopyMembers(ref value, ref copy); return copy; }}"
            : $"    public override {type} Copy({type} value) {{ var copy = ({type})Clone(value); CopyMembers(value, copy); return copy; }}";
        var isPublic = _type.IsPublic();
        return $$"""
            {{(isPublic ? "public" : "internal")}} {{(_type.IsAbstract ? "abstract" : "sealed")}} class {{_name}}{{Parameters()}} : {{Runtime}}.ValueCopier<{{type}}>{{Constraints()}}
            {
            {{accessors}}    public static void CopyMembers({{reference}}{{type}} from, {{reference}}{{type}} to)
                {
            {{copies}}    }

            {{copy}}
            }
            """;
    }

    private string? BaseCopier()
    {
        var parent = _type.BaseType;
        return parent is null || _type.IsValueType || parent.SpecialType == SpecialType.System_Object || TypeFacts.IsImmutable(parent) || parent.OriginalDefinition.Attribute(Symbols.GenerateSerializer) is null
            ? null
            : $"Copier_{Symbols.Identifier(parent.OriginalDefinition.Name())}{(parent.TypeArguments.Length == 0 ? string.Empty : $"<{string.Join(", ", parent.TypeArguments.Select(static argument => argument.Source()))}>")}";
    }

    private string Parameters() => _type.TypeParameters.Length == 0 ? string.Empty : $"<{string.Join(", ", _type.TypeParameters.Select(static parameter => parameter.Name))}>";

    // typeof takes open types without the names of their parameters.
    private string OpenName(string name) =>
        _type.TypeParameters.Length == 0 ? name : name.Substring(0, name.LastIndexOf('<')) + "<" + new string(',', _type.TypeParameters.Length - 1) + ">";

    private string Constraints()
    {
        var clauses = new StringBuilder();
        foreach (var parameter in _type.TypeParameters)
        {
            var constraints = new List<string>();
            if (parameter.HasUnmanagedTypeConstraint)
                constraints.Add("unmanaged");
            else if (parameter.HasValueTypeConstraint)
                constraints.Add("struct");
            else if (parameter.HasReferenceTypeConstraint)
                constraints.Add("class");
            else if (parameter.HasNotNullConstraint)
                constraints.Add("notnull");
            constraints.AddRange(parameter.ConstraintTypes.Select(static type => type.Source()));
            if (parameter.HasConstructorConstraint)
                constraints.Add("new()");
            if (constraints.Count > 0)
                clauses.Append($" where {parameter.Name} : {string.Join(", ", constraints)}");
        }

        return clauses.ToString();
    }
}
