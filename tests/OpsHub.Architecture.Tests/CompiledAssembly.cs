using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OpsHub.Architecture.Tests;

/// <summary>What a compiled assembly refers to, read from its metadata without loading it.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(MetadataReader reader)
    {
        References = [.. reader.AssemblyReferences.Select(h => reader.GetString(reader.GetAssemblyReference(h).Name))];
        Types = [.. reader.TypeReferences.Select(h => NameOf(reader, h))];
        Members = [.. reader.MemberReferences.Select(h => MemberOf(reader, reader.GetMemberReference(h))).OfType<string>()];
    }

    /// <summary>Simple names of the assemblies it refers to; the compiler leaves out what no code uses.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Full names of the types of other assemblies that its code, signatures and attributes name.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary><c>Namespace.Type.Member</c> of members of other assemblies that its code uses.</summary>
    public IReadOnlyList<string> Members { get; }

    public static CompiledAssembly Read(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        return new CompiledAssembly(file.GetMetadataReader());
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    private static string? MemberOf(MetadataReader reader, MemberReference member) => member.Parent.Kind == HandleKind.TypeReference
        ? $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}"
        : null;
}
