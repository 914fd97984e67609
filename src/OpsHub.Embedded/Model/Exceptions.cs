using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Base of what the runtime itself reports.</summary>
    public class OrleansException : Exception
    {
        public OrleansException()
            : base("Unexpected error.")
        {
        }

        public OrleansException(string message)
            : base(message)
        {
        }

        public OrleansException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The call was refused before the grain saw it; repeating it later may succeed.</summary>
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message)
            : base(message)
        {
        }

        internal OrleansMessageRejectionException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The host is not started, stopping or stopped.</summary>
    public sealed class SiloUnavailableException : OrleansMessageRejectionException
    {
        public SiloUnavailableException()
            : base("The silo is unavailable.")
        {
        }

        public SiloUnavailableException(string message)
            : base(message)
        {
        }

        public SiloUnavailableException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>A queue has reached its limit; the call was not accepted.</summary>
    public sealed class LimitExceededException : OrleansException
    {
        public LimitExceededException()
            : base("Limit exceeded.")
        {
        }

        public LimitExceededException(string message)
            : base(message)
        {
        }

        public LimitExceededException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>A reminder could not be registered or found.</summary>
    public sealed class ReminderException(string message) : OrleansException(message);

    /// <summary>The configuration cannot work; the message names the setting.</summary>
    public sealed class OrleansConfigurationException : Exception
    {
        public OrleansConfigurationException(string message)
            : base(message)
        {
        }

        public OrleansConfigurationException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }
}

namespace Orleans.Storage
{

    /// <summary>The stored record is not the one the activation read: somebody else wrote it. Left unhandled by a grain method, it also discards the activation.</summary>
    public class InconsistentStateException : OrleansException
    {
        public InconsistentStateException()
            : base("The stored state has changed since it was read.")
        {
        }

        public InconsistentStateException(string message)
            : base(message)
        {
        }

        public InconsistentStateException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
            : this(errorMsg, storedEtag, currentEtag, null)
        {
        }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
            : base(errorMsg, storageException)
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        /// <summary>Version found in storage; null when unknown.</summary>
        public string? StoredEtag { get; }

        /// <summary>Version the writer held; null when unknown.</summary>
        public string? CurrentEtag { get; }

        /// <summary>Set until the activation whose write failed has been discarded, so that its callers are not discarded too.</summary>
        internal bool IsAtSource { get; set; } = true;
    }
}
