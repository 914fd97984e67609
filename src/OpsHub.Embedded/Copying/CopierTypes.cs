using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OpsHub.Embedded.Copying;

/// <summary>Which class copies which type: what the generator registered, and the collections.</summary>
internal static class CopierTypes
{
    // Types differ between programs only by what is loaded, so one table serves every host of the process.
    private static readonly ConcurrentDictionary<Type, Type> s_generated = new();
    private static readonly ConcurrentDictionary<Type, bool> s_immutable = new();

    private static readonly Dictionary<Type, Type> s_known = new()
    {
        [typeof(List<>)] = typeof(ListCopier<>),
        [typeof(HashSet<>)] = typeof(HashSetCopier<>),
        [typeof(Queue<>)] = typeof(QueueCopier<>),
        [typeof(Stack<>)] = typeof(StackCopier<>),
        [typeof(SortedSet<>)] = typeof(SortedSetCopier<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCopier<,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryCopier<,>),
        [typeof(Nullable<>)] = typeof(NullableCopier<>),
        [typeof(KeyValuePair<,>)] = typeof(KeyValuePairCopier<,>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCopier<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListCopier<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCopier<,>),
        [typeof(ValueTuple<,>)] = typeof(PairCopier<,>),
        [typeof(ValueTuple<,,>)] = typeof(TripleCopier<,,>),
        [typeof(ValueTuple<,,,>)] = typeof(QuadrupleCopier<,,,>),
        [typeof(ReadOnlyMemory<>)] = typeof(ReadOnlyMemoryCopier<>),
        [typeof(Memory<>)] = typeof(MemoryCopier<>),
    };

    /// <param name="type">May be an open generic type.</param>
    /// <param name="copier">As open as <paramref name="type"/>.</param>
    public static void Add(Type type, Type copier) => s_generated[type] = copier;

    public static void AddImmutable(Type type) => s_immutable[type] = true;

    public static bool IsImmutable(Type type) => s_immutable.ContainsKey(type);

    /// <returns>A copier, or null when the type has none.</returns>
    public static object? Create(Type type) => Find(type) is { } copier ? Activator.CreateInstance(copier) : null;

    /// <summary>Whether values declared as this type can be copied, as far as the declaration tells.</summary>
    public static bool Knows(Type type) => ImmutableTypes.Contains(type) || Find(type) is not null;

    private static Type? Find(Type type)
    {
        if (s_generated.TryGetValue(type, out var generated))
            return generated;
        if (type.IsSZArray)
            return typeof(ArrayCopier<>).MakeGenericType(type.GetElementType()!);
        if (!type.IsGenericType)
            return null;
        var open = type.GetGenericTypeDefinition();
        return s_generated.TryGetValue(open, out generated) || s_known.TryGetValue(open, out generated)
            ? generated.MakeGenericType(type.GetGenericArguments())
            : null;
    }
}
