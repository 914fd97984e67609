namespace Orleans.Configuration
{
    public class SiloMessagingOptions
    {
        /// <summary>Longest wait for the answer to a call; then the caller gets a <see cref="TimeoutException"/>. Default 30 s.</summary>
        public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>
        /// Most calls waiting at one activation; a call beyond it fails with <see cref="Runtime.LimitExceededException"/>.
        /// 0 means no limit. Default 50,000 (Orleans: none), because every queue of ours has a limit: at 1 us a call that is far
        /// more than an activation serves within the response timeout if it does any work at all.
        /// </summary>
        public int MaxEnqueuedRequestsHardLimit { get; set; } = 50_000;

        /// <summary>The same for the activations of a stateless worker, per id.</summary>
        public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; } = 50_000;
    }

    public class GrainCollectionOptions
    {
        /// <summary>Idle age after which an activation is collected. Default 15 min; must exceed <see cref="CollectionQuantum"/>.</summary>
        public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

        /// <summary>How often idle activations are looked for. Default 1 min.</summary>
        public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

        /// <summary>Longest time for construction, state reads and OnActivateAsync. Default 30 s.</summary>
        public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>Longest wait for OnDeactivateAsync. Default 30 s.</summary>
        public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>Idle age by the full name of the grain class, before <see cref="CollectionAge"/>.</summary>
        public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];
    }

    public class ClusterOptions
    {
        /// <summary>Names the deployment; shown, not used, in a single process.</summary>
        public string ClusterId { get; set; } = "default";

        /// <summary>Names the service whose data this is.</summary>
        public string ServiceId { get; set; } = "default";
    }
}

namespace Orleans.Hosting
{
    public sealed class ReminderOptions
    {
        /// <summary>Smallest period a reminder may have. Default one minute.</summary>
        public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
    }
}
