using System.ComponentModel;
using System.Runtime.CompilerServices;
using OpsHub.Embedded.Copying;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>Copies values of exactly one type, down to what cannot change.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValueCopier<T>
{
    /// <param name="value">Not null, and of type <typeparamref name="T"/> itself, not of a derived type.</param>
    public abstract T Copy(T value);

    /// <summary>A bitwise copy of an object.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    protected static extern object Clone(object value);
}

/// <summary>What generated code calls to copy an argument, a result or a member.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Copier
{
    /// <summary>A copy that shares nothing changeable with <paramref name="value"/>; the same value when it cannot change.</summary>
    /// <exception cref="NotSupportedException">A type in it is neither a known one nor marked [GenerateSerializer].</exception>
    public static T Copy<T>(T value) => CopierOf<T>.Instance.CopyOrNull(value);
}
