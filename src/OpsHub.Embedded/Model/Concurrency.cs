using Orleans.Placement;

namespace Orleans.Concurrency
{
    /// <summary>A call of this method starts at once, whatever else the activation is awaiting.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    /// <summary>A call of this method may interleave with other calls of methods so marked.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReadOnlyAttribute : Attribute;

    /// <summary>The caller does not wait and learns of no failure.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;

    /// <summary>Every call of this class starts at once, whatever else the activation is awaiting. Turns still never overlap.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ReentrantAttribute : Attribute;

    /// <summary>Each id has a pool of interchangeable activations; a call goes to an idle one.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class StatelessWorkerAttribute : PlacementAttribute
    {
        /// <summary>As many activations per id as the machine has processors.</summary>
        public StatelessWorkerAttribute()
        {
        }

        /// <param name="maxLocalWorkers">Most activations per id, at least 1.</param>
        public StatelessWorkerAttribute(int maxLocalWorkers) => MaxLocalWorkers = maxLocalWorkers;

        internal int MaxLocalWorkers { get; }
    }

    /// <summary>A value handed over without copying.</summary>
    [GenerateSerializer]
    [Immutable]
    public readonly struct Immutable<T>(T value)
    {
        [Id(0)]
        public readonly T Value = value;
    }

    public static class ImmutableExtensions
    {
        public static Immutable<T> AsImmutable<T>(this T value) => new(value);
    }
}

namespace Orleans.Placement
{
    [AttributeUsage(AttributeTargets.Class)]
    public abstract class PlacementAttribute : Attribute
    {
        private protected PlacementAttribute()
        {
        }
    }

    /// <summary>A wish about which process of a cluster holds the grain. There is one process here, so it changes nothing.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class PreferLocalPlacementAttribute : PlacementAttribute;
}
