using System.Collections.Immutable;
using System.Reflection;
using OpsHub.Contracts;

namespace OpsHub.Architecture.Tests;

/// <summary>
/// What crosses a grain call is named, numbered and immutable. The Embedded runtime passes arguments by reference, so
/// what is marked [Immutable] must be so; Orleans reads aliases and numbers from stored and sent bytes.
/// </summary>
public sealed class SerializationContractTests
{
    private static readonly Assembly Contracts = typeof(PortId).Assembly;

    /// <summary>Numbers given up for good, by type: a gap that is no mistake. Never given out again.</summary>
    private static readonly Dictionary<string, uint[]> RetiredIds = [];

    /// <summary>The part of Orleans that Contracts may name: attributes, interface bases, and the factory that grains are reached through.</summary>
    private static readonly HashSet<string> OrleansInContracts =
    [
        "Orleans.GenerateSerializerAttribute", "Orleans.AliasAttribute", "Orleans.IdAttribute", "Orleans.ImmutableAttribute",
        "Orleans.Concurrency.ReadOnlyAttribute", "Orleans.Concurrency.AlwaysInterleaveAttribute", "Orleans.Concurrency.OneWayAttribute",
        "Orleans.IGrainWithStringKey", "Orleans.IGrain", "Orleans.Runtime.IAddressable", "Orleans.IGrainObserver", "Orleans.IGrainFactory",
    ];

    private static readonly Type[] Plain =
    [
        typeof(bool), typeof(byte), typeof(short), typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(float), typeof(double),
        typeof(decimal), typeof(string), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly), typeof(Guid),
        typeof(CancellationToken),
    ];

    private static readonly Type[] PlainGenerics =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(ReadOnlyMemory<>),
    ];

    private static IEnumerable<Type> HandWritten => Contracts.GetTypes().Where(t => !IsGenerated(t));

    private static IEnumerable<Type> Serialized => HandWritten.Where(t => Marked(t, "Orleans.GenerateSerializerAttribute"));

    private static IEnumerable<Type> GrainInterfaces =>
        HandWritten.Where(t => t.IsInterface && t.GetInterfaces().Any(i => i.FullName is "Orleans.Runtime.IAddressable" or "Orleans.IGrain" or "Orleans.IGrainObserver" or "Orleans.IGrainWithStringKey"));

    [Fact]
    public void Contracts_WhenRead_HoldTypesAndGrains()
    {
        Assert.True(Serialized.Count() > 50, "The serialized types of Contracts were not found.");
        Assert.True(GrainInterfaces.Count() > 8, "The grain interfaces of Contracts were not found.");
    }

    [Fact]
    public void SerializedType_Always_HasAnAlias() => Assert.DoesNotContain(Serialized, t => AliasOf(t) is null);

    [Fact]
    public void Alias_Always_NamesOneTypeOnly() =>
        Assert.Empty(Serialized.Concat(GrainInterfaces).GroupBy(AliasOf).Where(g => g.Key is not null && g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g)}"));

    [Fact]
    public void SerializedType_WhenNotAnEnum_IsImmutable() =>
        Assert.DoesNotContain(Serialized, t => !t.IsEnum && !Marked(t, "Orleans.ImmutableAttribute"));

    [Fact]
    public void SerializedType_WhenMarkedImmutable_CannotBeChanged()
    {
        var changeable = Serialized.Where(t => !t.IsEnum).SelectMany(t => OwnFields(t)
            .Where(f => !IsFixed(f) || !IsPassable(f.FieldType))
            .Select(f => $"{t.Name}.{f.Name}: {f.FieldType}"));
        Assert.Empty(changeable);
    }

    [Fact]
    public void SerializedMember_Always_HasAnIdOfItsOwn()
    {
        foreach (var type in Serialized.Where(t => !t.IsEnum))
        {
            var ids = OwnMembers(type).Select(IdOf).OfType<uint>().ToList();
            Assert.True(ids.Count == ids.Distinct().Count(), $"{type}: an [Id] is used twice ({string.Join(", ", ids)}).");
            var expected = Enumerable.Range(0, ids.Count + RetiredIds.GetValueOrDefault(type.FullName!, []).Length).Select(i => (uint)i);
            Assert.True(ids.Concat(RetiredIds.GetValueOrDefault(type.FullName!, [])).Order().SequenceEqual(expected), $"{type}: [Id]s are {string.Join(", ", ids)}; they go from 0 without a gap, and a retired one is named in {nameof(RetiredIds)}.");
        }
    }

    [Fact]
    public void SerializedField_Always_HasAnId()
    {
        var forgotten = Serialized.Where(t => !t.IsEnum).SelectMany(t => OwnFields(t).Where(f => IdOf(Declared(f)) is null).Select(f => $"{t.Name}.{Declared(f).Name}"));
        Assert.Empty(forgotten);
    }

    [Fact]
    public void GrainInterface_Always_HasAliasesAndPassesOnlyWhatIsSerialized()
    {
        var wrong = new List<string>();
        foreach (var grain in GrainInterfaces)
        {
            if (AliasOf(grain) is null) wrong.Add($"{grain.Name} has no [Alias]");
            foreach (var method in grain.GetMethods())
            {
                if (AliasOf(method) is null) wrong.Add($"{grain.Name}.{method.Name} has no [Alias]");
                wrong.AddRange(method.GetParameters().Select(p => p.ParameterType).Append(ResultOf(method.ReturnType))
                    .Where(t => t != typeof(void) && !IsPassable(t)).Select(t => $"{grain.Name}.{method.Name} passes {t}"));
            }

            wrong.AddRange(grain.GetMethods().GroupBy(AliasOf).Where(g => g.Count() > 1).Select(g => $"{grain.Name}: two methods are {g.Key}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Contracts_Always_CarryOnlyAttributesAndInterfacesOfTheRuntime()
    {
        var named = HandWritten.SelectMany(TypesNamedBy).Select(t => (t.IsGenericType ? t.GetGenericTypeDefinition() : t).FullName)
            .OfType<string>().Where(n => n.StartsWith("Orleans.", StringComparison.Ordinal)).Distinct();
        Assert.Empty(named.Except(OrleansInContracts));
    }

    private static IEnumerable<Type> TypesNamedBy(Type type)
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var members = type.GetMembers(all).Where(m => m is not Type).ToList();
        var attributes = type.GetCustomAttributesData().Concat(members.SelectMany(m => m.GetCustomAttributesData())).Select(a => a.AttributeType);
        var signatures = members.SelectMany(m => m switch
        {
            MethodBase method => method.GetParameters().Select(p => p.ParameterType).Append((method as MethodInfo)?.ReturnType ?? typeof(void)),
            FieldInfo field => [field.FieldType],
            PropertyInfo property => [property.PropertyType],
            _ => [],
        });
        return attributes.Concat(signatures).Concat(type.GetInterfaces()).Append(type.BaseType ?? typeof(object))
            .SelectMany(t => t.IsGenericType ? [t, .. t.GetGenericArguments()] : new[] { t });
    }

    private static bool IsPassable(Type type)
    {
        if (Plain.Contains(type)) return true;
        if (type.IsGenericType && PlainGenerics.Contains(type.GetGenericTypeDefinition())) return type.GetGenericArguments().All(IsPassable);
        return Marked(type, "Orleans.GenerateSerializerAttribute") || GrainInterfaces.Contains(type);
    }

    private static Type ResultOf(Type returned) => returned switch
    {
        _ when returned == typeof(Task) || returned == typeof(ValueTask) => typeof(void),
        { IsGenericType: true } when returned.GetGenericTypeDefinition() == typeof(Task<>) || returned.GetGenericTypeDefinition() == typeof(ValueTask<>) || returned.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) => returned.GetGenericArguments()[0],
        _ => returned,
    };

    private static IEnumerable<FieldInfo> OwnFields(Type type) =>
        type.GetFields(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);

    private static IEnumerable<MemberInfo> OwnMembers(Type type)
    {
        const BindingFlags own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        return type.GetFields(own).Cast<MemberInfo>().Concat(type.GetProperties(own));
    }

    /// <summary>The property behind a compiler's backing field, or the field itself.</summary>
    private static MemberInfo Declared(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.DeclaringType!.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)! : field;

    private static bool IsFixed(FieldInfo field) => field.IsInitOnly || Declared(field) is PropertyInfo { SetMethod: var set }
        && (set is null || set.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.FullName == "System.Runtime.CompilerServices.IsExternalInit"));

    private static bool IsGenerated(Type type)
    {
        for (Type? t = type; t is not null; t = t.DeclaringType)
        {
            if (t.Name.StartsWith('<') || t.Namespace == "OpsHub.Embedded.Generated" || t.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == true) return true;
            if (Marked(t, "System.CodeDom.Compiler.GeneratedCodeAttribute") || Marked(t, "System.Runtime.CompilerServices.CompilerGeneratedAttribute")) return true;
        }

        return false;
    }

    private static bool Marked(MemberInfo member, string attribute) => member.GetCustomAttributesData().Any(a => a.AttributeType.FullName == attribute);

    private static string? AliasOf(MemberInfo member) => member.GetCustomAttributesData()
        .FirstOrDefault(a => a.AttributeType.FullName == "Orleans.AliasAttribute")?.ConstructorArguments[0].Value as string;

    private static uint? IdOf(MemberInfo member) => member.GetCustomAttributesData()
        .FirstOrDefault(a => a.AttributeType.FullName == "Orleans.IdAttribute")?.ConstructorArguments[0].Value is uint id ? id : null;
}
