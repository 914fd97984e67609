using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Workload;
using OpsHub.Silo.Commands;

namespace OpsHub.Silo.Demo;

/// <summary>
/// The chief's desk: endorses adverse findings after reading them, and acknowledges what has been standing for minutes, so
/// that a demo nobody touches stays readable. Whoever watches can be faster.
/// </summary>
internal sealed class DutyDesk(DemoOptions options, OpsHubClient desk, TimeProvider time)
{
    private readonly DemoRandom _random = new(options.Seed, "desk");
    private readonly Dictionary<string, DateTimeOffset> _seen = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(3), time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            try
            {
                await EndorseAsync(cancel);
                await AcknowledgeAsync(cancel);
            }
            catch (Exception error) when (error is HttpRequestException or ServerRefusedException)
            {
            }
        }
    }

    private async Task EndorseAsync(CancellationToken cancel)
    {
        var workload = await desk.GetAsync<WorkloadView>($"/api/v1/ports/{DemoPort.Port}/workload", cancel);
        foreach (var found in workload.Cases.Where(c => c.Status == InspectionStatus.FindingsSubmitted && IsRead(c.Id.Value, 15, 45)))
        {
            await desk.SendAsync(HttpMethod.Post, $"/api/v1/inspections/{Uri.EscapeDataString(found.Id.Value)}/endorse",
                Command(new JsonObject { ["agrees"] = _random.Chance(0.95), ["note"] = "Read with the photos and the invoice." }), cancel);
        }
    }

    private async Task AcknowledgeAsync(CancellationToken cancel)
    {
        var alarms = await desk.GetAsync<ImmutableArray<AlarmView>>($"/api/v1/ports/{DemoPort.Port}/alarms", cancel);
        var standing = alarms.Where(a => a.Status is AlarmStatus.Unacknowledged or AlarmStatus.ReturnedUnacknowledged);
        foreach (var alarm in standing.Where(a => IsRead(a.Id.Value, 90, 240)))
        {
            await desk.SendAsync(HttpMethod.Post, $"/api/v1/ports/{DemoPort.Port}/alarms/acknowledge", Command(new JsonObject { ["alarm"] = alarm.Id.Value }), cancel);
        }
    }

    /// <summary>True once a random time between the bounds (seconds) has passed since it was first seen.</summary>
    private bool IsRead(string key, double low, double high)
    {
        if (!_seen.TryGetValue(key, out var at))
        {
            if (_seen.Count > 5_000) _seen.Clear();
            _seen[key] = time.GetUtcNow().AddSeconds(_random.Between(low, high) / options.Speed);
            return false;
        }

        if (time.GetUtcNow() < at) return false;
        _seen.Remove(key);
        return true;
    }

    private JsonObject Command(JsonObject body)
    {
        body["commandId"] = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        return body;
    }
}
