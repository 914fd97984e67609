using OpsHub.Embedded.Runtime;
using Orleans.Runtime;

namespace Orleans
{
    public interface IGrain : IAddressable;

    /// <summary>A grain whose key is a text.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>An object outside the grains that grains can call.</summary>
    public interface IGrainObserver : IAddressable;

    /// <summary>Base of every grain class.</summary>
    public abstract class Grain : IAddressable
    {
        protected Grain() => Activation = Activation.UnderConstruction;

        internal Activation? Activation { get; }

        internal Activation RequiredActivation => Activation
            ?? throw new InvalidOperationException("This grain was created with 'new', not by the runtime, so it has no identity and no services.");

        protected IGrainFactory GrainFactory => RequiredActivation.Silo.Grains;

        /// <summary>Services of this activation: a scope of its own, disposed after deactivation.</summary>
        protected internal IServiceProvider ServiceProvider => RequiredActivation.Services;

        /// <summary>Runs before the first call. If it throws, the waiting calls fail and the next call tries again.</summary>
        public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>Runs after the last call; not on a crash.</summary>
        public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>Discards this activation once the calls it is running have ended; later calls reach a new one.</summary>
        protected void DeactivateOnIdle() => RequiredActivation.Deactivate(
            new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

        /// <summary>Keeps this activation from being collected as idle for the next <paramref name="timeSpan"/>; not positive takes the wish back.</summary>
        protected void DelayDeactivation(TimeSpan timeSpan) => RequiredActivation.DelayCollection(timeSpan);
    }

    public enum DeactivationReasonCode : byte
    {
        None = 0,
        ShuttingDown = 1,
        ActivationFailed = 2,
        ActivationIdle = 4,
        ApplicationError = 8,
        ApplicationRequested = 9,
        RuntimeRequested = 11,
    }

    public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        public DeactivationReason(DeactivationReasonCode code, string text)
            : this(code, null, text)
        {
        }

        public DeactivationReasonCode ReasonCode { get; } = code;

        public Exception? Exception { get; } = exception;

        public string Description { get; } = text;

        public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} {Exception.Message}";
    }

    public static class GrainExtensions
    {
        /// <summary>A reference through which others can call this grain.</summary>
        /// <exception cref="InvalidCastException">The grain class does not implement <typeparamref name="TGrainInterface"/>.</exception>
        public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => grain switch
        {
            Grain own => own.RequiredActivation.Silo.Grains.Reference<TGrainInterface>(own.RequiredActivation.GrainId),
            GrainReference reference => reference.Cast<TGrainInterface>(),
            _ => throw new ArgumentException("Neither a grain nor a reference to one.", nameof(grain)),
        };

        public static GrainId GetGrainId(this IAddressable grain) => grain switch
        {
            Grain own => own.RequiredActivation.GrainId,
            GrainReference reference => reference.GrainId,
            _ => throw new ArgumentException("Neither a grain nor a reference to one.", nameof(grain)),
        };

        public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();
    }

    public interface IGrainFactory
    {
        /// <exception cref="ArgumentException">No grain class, or more than one, implements <typeparamref name="TGrainInterface"/>.</exception>
        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithStringKey;

        TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
            where TGrainInterface : IAddressable;

        /// <summary>Makes <paramref name="obj"/> callable by grains. It is held weakly: the caller must keep it alive.</summary>
        TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
            where TGrainObserverInterface : IGrainObserver;

        /// <param name="obj">What <see cref="CreateObjectReference{T}"/> returned.</param>
        void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
            where TGrainObserverInterface : IGrainObserver;
    }

    public interface IClusterClient : IGrainFactory
    {
        IServiceProvider ServiceProvider { get; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>Something that can be called: a grain, a reference to one, or an observer.</summary>
    public interface IAddressable;
}
