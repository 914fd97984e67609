using System.Collections.Concurrent;
using OpsHub.Embedded.CodeGeneration;

namespace OpsHub.Embedded.Copying;

/// <summary>Copies what is declared as <typeparamref name="T"/>; found once per type.</summary>
internal abstract class CopierOf<T> : ICopier
{
    public static CopierOf<T> Instance { get; } = Create();

    public abstract T CopyOrNull(T value);

    object ICopier.Copy(object value) => CopyOrNull((T)value)!;

    private static CopierOf<T> Create()
    {
        if (ImmutableTypes.Contains(typeof(T)))
            return new Same();

        // What can be derived from, or is an interface, is copied as what it turns out to be.
        if (!typeof(T).IsValueType && !typeof(T).IsSealed)
            return new AsItIs();
        return Exact();
    }

    /// <summary>The copier for values that are of type T and not of a derived one.</summary>
    public static CopierOf<T> Exact() => ImmutableTypes.Contains(typeof(T))
        ? new Same()
        : new Through((ValueCopier<T>?)CopierTypes.Create(typeof(T)) ?? throw new NotSupportedException(
            $"{typeof(T)} crosses a grain call, but it is no type the runtime knows and is not marked [GenerateSerializer]."));

    private sealed class Same : CopierOf<T>
    {
        public override T CopyOrNull(T value) => value;
    }

    private sealed class Through(ValueCopier<T> copier) : CopierOf<T>
    {
        public override T CopyOrNull(T value) => value is null ? value : copier.Copy(value);
    }

    private sealed class AsItIs : CopierOf<T>
    {
        public override T CopyOrNull(T value) => value is null ? value : (T)ExactCopiers.Of(value.GetType()).Copy(value);
    }
}

/// <summary>A copier whose type is known at run time only.</summary>
internal interface ICopier
{
    object Copy(object value);
}

/// <summary>Copiers by the type a value turns out to have.</summary>
internal static class ExactCopiers
{
    private static readonly ConcurrentDictionary<Type, ICopier> s_copiers = new();

    public static ICopier Of(Type type)
    {
        // A graph deeper than the stack is an error to report, not to die of; a cycle is one.
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return s_copiers.GetOrAdd(type, static type =>
            (ICopier)typeof(CopierOf<>).MakeGenericType(type).GetMethod(nameof(CopierOf<object>.Exact))!.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, null, null)!);
    }
}
