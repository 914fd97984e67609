using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Ledger;
using OpsHub.Domain.Selectivity.Conditions;
using OpsHub.Domain.Selectivity.Trials;
using OpsHub.Storage.Journals;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Selectivity;

/// <summary>
/// A condition's run over a port's log. Key: <c>{port}/{trial}</c>. Durable: nothing. Called by the gateway. The log is read
/// in the background in slices of a few tens of milliseconds, between which questions are answered.
/// </summary>
internal sealed class ProfileTrialGrain(IJournal journal, TrialSlots slots, ILogger<ProfileTrialGrain> log) : Grain, IProfileTrialGrain
{
    private const int Slice = 2_000;
    private static readonly TimeSpan s_kept = TimeSpan.FromHours(1);

    private string _when = "";
    private UserId _by;
    private ProfileTrial? _trial;
    private TrialStatus _status;
    private long _read;
    private long _of;
    private bool _stopped;

    private PortId Port => new(this.GetPrimaryKeyString().Split('/', 2)[0]);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _stopped = true;
        return Task.CompletedTask;
    }

    public Task<ProfileTrialView> Start(string when, UserId by)
    {
        if (_trial is null)
        {
            var condition = Condition.Compile(when, out var finding) ?? throw new ArgumentException(finding!.Problem, nameof(when));
            (_when, _by, _trial) = (when, by, new ProfileTrial(condition));
            DelayDeactivation(s_kept);
            // Not awaited: who asked sees it go on.
            _ = Run(_trial);
        }

        return Task.FromResult(View(_trial));
    }

    public Task<ProfileTrialView?> Get()
    {
        if (_trial is null)
        {
            DeactivateOnIdle();
            return Task.FromResult<ProfileTrialView?>(null);
        }

        DelayDeactivation(s_kept);
        return Task.FromResult<ProfileTrialView?>(View(_trial));
    }

    public Task<ProfileTrialView?> Cancel()
    {
        if (_status is TrialStatus.Waiting or TrialStatus.Running)
            (_status, _stopped) = (TrialStatus.Cancelled, true);
        return Get();
    }

    private async Task Run(ProfileTrial trial)
    {
        try
        {
            await slots.Enter();
            try
            {
                if (!_stopped)
                    _status = TrialStatus.Running;
                await ReadLog(trial);
            }
            finally
            {
                slots.Leave();
            }

            if (_status == TrialStatus.Running)
                _status = TrialStatus.Done;
        }
        catch (Exception error)
        {
            _status = TrialStatus.Failed;
            log.LogError(error, "The trial {Trial} ended after {Read} of {Of} entries.", this.GetPrimaryKeyString(), _read, _of);
        }
    }

    /// <summary>Up to what was there at the beginning: the log grows on.</summary>
    private async Task ReadLog(ProfileTrial trial)
    {
        var stream = PortLog.StreamOf(Port);
        _of = await journal.LastAsync(stream);
        var next = 1L;
        while (!_stopped && next <= _of)
        {
            var first = next;
            await foreach (var entry in journal.ReadAsync(stream, next, Slice))
            {
                Count(trial, entry.Bytes.Span);
                next = entry.Number + 1;
            }

            // An empty slice before the end is a truncated log: there is nothing more to read.
            _read = next == first ? _of : Math.Min(next - 1, _of);
            if (next == first)
                return;
            await Task.Yield();
        }
    }

    private static void Count(ProfileTrial trial, ReadOnlySpan<byte> entry)
    {
        LedgerEntryCodec.Peek(entry, out var at, out var type, out var data);
        if (ProfileTrial.Needs(type))
            trial.Add(JsonSerializer.Deserialize<ShipmentEvent>(data, ContractJson.Options)!, at);
    }

    private ProfileTrialView View(ProfileTrial trial) => new(
        Guid.Parse(this.GetPrimaryKeyString().Split('/', 2)[1]), _when, _by, _status, _read, _of, trial.Result());
}

/// <summary>How many trials read at once on a silo: they must not take the machine from the port's work.</summary>
internal sealed class TrialSlots : IDisposable
{
    private readonly SemaphoreSlim _free = new(1);

    public Task Enter() => _free.WaitAsync();

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
