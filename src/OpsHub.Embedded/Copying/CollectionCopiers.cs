using System.Collections.Immutable;
using OpsHub.Embedded.CodeGeneration;

namespace OpsHub.Embedded.Copying;

internal sealed class ArrayCopier<T> : ValueCopier<T[]>
{
    private static readonly bool s_shallow = ImmutableTypes.Contains(typeof(T));

    public override T[] Copy(T[] value)
    {
        if (value.Length == 0)
            return value;
        return s_shallow ? (T[])value.Clone() : Array.ConvertAll(value, Copier.Copy);
    }
}

internal sealed class ListCopier<T> : ValueCopier<List<T>>
{
    private static readonly bool s_shallow = ImmutableTypes.Contains(typeof(T));

    public override List<T> Copy(List<T> value) => s_shallow ? [.. value] : value.ConvertAll(Copier.Copy);
}

internal sealed class HashSetCopier<T> : ValueCopier<HashSet<T>>
{
    public override HashSet<T> Copy(HashSet<T> value) => new(value.Select(Copier.Copy), value.Comparer);
}

internal sealed class SortedSetCopier<T> : ValueCopier<SortedSet<T>>
{
    public override SortedSet<T> Copy(SortedSet<T> value) => new(value.Select(Copier.Copy), value.Comparer);
}

internal sealed class QueueCopier<T> : ValueCopier<Queue<T>>
{
    public override Queue<T> Copy(Queue<T> value) => new(value.Select(Copier.Copy));
}

internal sealed class StackCopier<T> : ValueCopier<Stack<T>>
{
    public override Stack<T> Copy(Stack<T> value) => new(value.Reverse().Select(Copier.Copy));
}

internal sealed class DictionaryCopier<TKey, TValue> : ValueCopier<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    public override Dictionary<TKey, TValue> Copy(Dictionary<TKey, TValue> value)
    {
        var copy = new Dictionary<TKey, TValue>(value.Count, value.Comparer);
        foreach (var (key, item) in value)
            copy.Add(Copier.Copy(key), Copier.Copy(item));
        return copy;
    }
}

internal sealed class SortedDictionaryCopier<TKey, TValue> : ValueCopier<SortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    public override SortedDictionary<TKey, TValue> Copy(SortedDictionary<TKey, TValue> value)
    {
        var copy = new SortedDictionary<TKey, TValue>(value.Comparer);
        foreach (var (key, item) in value)
            copy.Add(Copier.Copy(key), Copier.Copy(item));
        return copy;
    }
}

internal sealed class NullableCopier<T> : ValueCopier<T?>
    where T : struct
{
    public override T? Copy(T? value) => Copier.Copy(value!.Value);
}

internal sealed class KeyValuePairCopier<TKey, TValue> : ValueCopier<KeyValuePair<TKey, TValue>>
{
    public override KeyValuePair<TKey, TValue> Copy(KeyValuePair<TKey, TValue> value) => new(Copier.Copy(value.Key), Copier.Copy(value.Value));
}

internal sealed class ImmutableArrayCopier<T> : ValueCopier<ImmutableArray<T>>
{
    public override ImmutableArray<T> Copy(ImmutableArray<T> value) => value.IsDefault ? value : ImmutableArray.CreateRange(value, Copier.Copy);
}

internal sealed class ImmutableListCopier<T> : ValueCopier<ImmutableList<T>>
{
    public override ImmutableList<T> Copy(ImmutableList<T> value) => value.ConvertAll(Copier.Copy);
}

internal sealed class ImmutableDictionaryCopier<TKey, TValue> : ValueCopier<ImmutableDictionary<TKey, TValue>>
    where TKey : notnull
{
    public override ImmutableDictionary<TKey, TValue> Copy(ImmutableDictionary<TKey, TValue> value) =>
        value.ToImmutableDictionary(static item => Copier.Copy(item.Key), static item => Copier.Copy(item.Value), value.KeyComparer, value.ValueComparer);
}

internal sealed class PairCopier<T1, T2> : ValueCopier<(T1, T2)>
{
    public override (T1, T2) Copy((T1, T2) value) => (Copier.Copy(value.Item1), Copier.Copy(value.Item2));
}

internal sealed class TripleCopier<T1, T2, T3> : ValueCopier<(T1, T2, T3)>
{
    public override (T1, T2, T3) Copy((T1, T2, T3) value) => (Copier.Copy(value.Item1), Copier.Copy(value.Item2), Copier.Copy(value.Item3));
}

internal sealed class QuadrupleCopier<T1, T2, T3, T4> : ValueCopier<(T1, T2, T3, T4)>
{
    public override (T1, T2, T3, T4) Copy((T1, T2, T3, T4) value) =>
        (Copier.Copy(value.Item1), Copier.Copy(value.Item2), Copier.Copy(value.Item3), Copier.Copy(value.Item4));
}

internal sealed class ReadOnlyMemoryCopier<T> : ValueCopier<ReadOnlyMemory<T>>
{
    public override ReadOnlyMemory<T> Copy(ReadOnlyMemory<T> value) => Copier.Copy(value.ToArray());
}

internal sealed class MemoryCopier<T> : ValueCopier<Memory<T>>
{
    public override Memory<T> Copy(Memory<T> value) => Copier.Copy(value.ToArray());
}
