using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Runtime
{
    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        /// <summary>UTC instant of the first tick ever.</summary>
        public DateTime FirstTickTime { get; } = firstTickTime;

        public TimeSpan Period { get; } = period;

        /// <summary>UTC instant of this tick.</summary>
        public DateTime CurrentTickTime { get; } = timeStamp;

        public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
    }
}

namespace Orleans
{
    /// <summary>A grain that can be woken by reminders.</summary>
    public interface IRemindable : IGrain
    {
        Task ReceiveReminder(string reminderName, TickStatus status);
    }

    public sealed class ReminderEntry
    {
        public GrainId GrainId { get; set; }

        public string ReminderName { get; set; } = string.Empty;

        /// <summary>UTC instant of the first tick.</summary>
        public DateTime StartAt { get; set; }

        public TimeSpan Period { get; set; }

        public string? ETag { get; set; }

        public override string ToString() => $"<{GrainId}, {ReminderName}, {StartAt:O}, {Period}, {ETag}>";
    }

    public sealed class ReminderTableData
    {
        public ReminderTableData() => Reminders = [];

        public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = list.ToList();

        public ReminderTableData(ReminderEntry entry) => Reminders = [entry];

        public IList<ReminderEntry> Reminders { get; }
    }

    /// <summary>Where reminders are kept; a singleton in the service collection.</summary>
    public interface IReminderTable
    {
        Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        Task<ReminderTableData> ReadRows(GrainId grainId);

        /// <summary>Rows whose <see cref="GrainId.GetUniformHashCode"/> h has begin &lt; h &lt;= end, or, when begin &gt;= end, h &gt; begin or h &lt;= end.</summary>
        Task<ReminderTableData> ReadRows(uint begin, uint end);

        /// <returns>Null when there is no such row.</returns>
        Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

        /// <returns>The row's new ETag.</returns>
        Task<string?> UpsertRow(ReminderEntry entry);

        /// <returns>False when the row is gone or its ETag is another.</returns>
        Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

        Task TestOnlyClearTable();
    }

    public static class GrainReminderExtensions
    {
        /// <summary>Registers a reminder, or changes the one of that name.</summary>
        /// <param name="grain">A grain that implements <see cref="IRemindable"/>.</param>
        /// <param name="reminderName">Unique within the grain.</param>
        /// <param name="dueTime">Time to the first tick.</param>
        /// <param name="period">At least <c>ReminderOptions.MinimumReminderPeriod</c> (default one minute).</param>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            Registry(grain).RegisterOrUpdateReminder(grain.GetGrainId(), reminderName, dueTime, period);

        public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
            Registry(grain).UnregisterReminder(grain.GetGrainId(), reminder);

        /// <returns>Null when there is no such reminder.</returns>
        public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
            Registry(grain).GetReminder(grain.GetGrainId(), reminderName);

        public static Task<List<IGrainReminder>> GetReminders(this Grain grain) =>
            Registry(grain).GetReminders(grain.GetGrainId());

        private static IReminderRegistry Registry(Grain grain) => grain is IRemindable
            ? grain.RequiredActivation.Silo.Reminders
            : throw new InvalidOperationException($"{grain.GetType().Name} does not implement {nameof(IRemindable)} and so cannot have reminders.");
    }
}

namespace Orleans.Timers
{
    /// <summary>The reminders of any grain.</summary>
    public interface IReminderRegistry
    {
        Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

        Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

        Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

        Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
    }
}
