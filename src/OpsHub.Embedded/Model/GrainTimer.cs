using System.Diagnostics.CodeAnalysis;
using OpsHub.Embedded.Runtime;
using Orleans.Runtime;

namespace Orleans.Runtime
{
    public interface IGrainTimer : IDisposable
    {
        /// <summary>Restarts the timer. Both as in <see cref="GrainTimerCreationOptions"/>.</summary>
        void Change(TimeSpan dueTime, TimeSpan period);
    }

    public readonly struct GrainTimerCreationOptions
    {
        public GrainTimerCreationOptions()
        {
        }

        [SetsRequiredMembers]
        public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        {
            DueTime = dueTime;
            Period = period;
        }

        /// <summary>Time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> means never.</summary>
        public required TimeSpan DueTime { get; init; }

        /// <summary>Time from the end of a tick to the start of the next; <see cref="Timeout.InfiniteTimeSpan"/> means one tick only.</summary>
        public required TimeSpan Period { get; init; }

        /// <summary>True: ticks start whatever the activation is awaiting. False (default): a tick waits its turn like a call.</summary>
        public bool Interleave { get; init; }

        /// <summary>True: a tick counts as use and keeps the activation from being collected as idle.</summary>
        public bool KeepAlive { get; init; }
    }
}

namespace Orleans
{
    public static class GrainBaseExtensions
    {
        /// <summary>Registers a timer of this activation; it ends with the activation. The token is cancelled when the timer is disposed.</summary>
        public static IGrainTimer RegisterGrainTimer<TState>(this Grain grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentNullException.ThrowIfNull(callback);
            return grain.RequiredActivation.RegisterTimer(token => callback(state, token), options);
        }

        public static IGrainTimer RegisterGrainTimer<TState>(this Grain grain, Func<TState, CancellationToken, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));

        public static IGrainTimer RegisterGrainTimer<TState>(this Grain grain, Func<TState, Task> callback, TState state, GrainTimerCreationOptions options)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentNullException.ThrowIfNull(callback);
            return grain.RequiredActivation.RegisterTimer(_ => callback(state), options);
        }

        public static IGrainTimer RegisterGrainTimer<TState>(this Grain grain, Func<TState, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));

        public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentNullException.ThrowIfNull(callback);
            return grain.RequiredActivation.RegisterTimer(callback, options);
        }

        public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

        public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<Task> callback, GrainTimerCreationOptions options)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentNullException.ThrowIfNull(callback);
            return grain.RequiredActivation.RegisterTimer(_ => callback(), options);
        }

        public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));
    }
}
