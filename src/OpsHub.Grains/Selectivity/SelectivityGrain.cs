using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Selectivity.Conditions;
using OpsHub.Domain.Shipments;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Grains.Selectivity;

/// <summary>
/// A declaration evaluator. Stateless worker, key = port; durable: nothing. Called by shipments and, for conditions, by the gateway. Keeps the port's compiled
/// snapshot and asks for a newer one at most every half second, so a published profile is at work within that.
/// </summary>
[StatelessWorker]
internal sealed class SelectivityGrain(TimeProvider time, ILogger<SelectivityGrain> log) : Grain, ISelectivityGrain
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(500);

    private CompiledSelectivity? _compiled;
    private long _askedAt;

    public async Task<LaneDecision?> Evaluate(Declaration declaration)
    {
        if (_compiled is null || time.GetElapsedTime(_askedAt) >= s_refresh)
            await Refresh();
        return _compiled?.Evaluate(declaration, time.GetUtcNow());
    }

    public Task<ConditionCheck> Check(string? when) => Task.FromResult(new ConditionCheck(Condition.Compile(when, out var finding) is not null, finding));

    public Task<ImmutableArray<ConditionField>> Fields() => Task.FromResult<ImmutableArray<ConditionField>>(
        [.. SelectivityFields.All.Select(f => new ConditionField(f.Name, f.IsNumber ? "number" : "text", f.IsOfItems, f.Meaning))]);

    public Task<ImmutableArray<RefusalFinding>> CheckDraft(Declaration draft, ImmutableArray<string> unread) =>
        Task.FromResult(DeclarationRules.ValidateDraft(draft, unread, time.GetUtcNow()));

    private async Task Refresh()
    {
        var port = new PortId(this.GetPrimaryKeyString());
        var askedAt = time.GetTimestamp();
        if (await GrainFactory.Port(port).Selectivity(_compiled?.Version ?? 0) is { } newer)
        {
            _compiled = CompiledSelectivity.Compile(newer);
            foreach (var profile in _compiled.Unreadable)
                log.LogError("A profile hits nothing, because its condition is not understood: {Profile}.", profile);
        }

        _askedAt = askedAt;
    }
}
