using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Embedded.Copying;

/// <summary>Types whose values never change, so that they are shared instead of copied.</summary>
internal static class ImmutableTypes
{
    private static readonly HashSet<Type> s_known =
    [
        typeof(string), typeof(decimal), typeof(Int128), typeof(UInt128), typeof(Half), typeof(BigInteger), typeof(Guid),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(TimeZoneInfo),
        typeof(Uri), typeof(Version), typeof(CultureInfo), typeof(IPAddress), typeof(Index), typeof(Range), typeof(CancellationToken),
        typeof(GrainId), typeof(StreamId), typeof(TickStatus), typeof(DBNull),
    ];

    // Immutable if what they hold is.
    private static readonly HashSet<Type> s_containers =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedSet<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>), typeof(ImmutableQueue<>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>),
    ];

    public static bool Contains(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || s_known.Contains(type) || type.IsDefined(typeof(ImmutableAttribute), inherit: false))
            return true;

        // An exception is handed on as it is, and so is a reference.
        if (typeof(Exception).IsAssignableFrom(type) || typeof(IAddressable).IsAssignableFrom(type) || typeof(MemberInfo).IsAssignableFrom(type))
            return true;
        if (type.IsGenericType && s_containers.Contains(type.GetGenericTypeDefinition()))
            return type.GetGenericArguments().All(Contains);
        return CopierTypes.IsImmutable(type);
    }
}
