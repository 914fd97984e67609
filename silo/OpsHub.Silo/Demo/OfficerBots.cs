using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Silo.Commands;

namespace OpsHub.Silo.Demo;

/// <summary>
/// Officers who answer their phones: accept after a few seconds, walk over, examine, write what they found. Some decline,
/// some do not look at the phone at all, so that the offer runs out and the supervisor sees it. Each is signed in as itself.
/// </summary>
internal sealed class OfficerBot(int number, DemoOptions options, DemoDoors doors, string password, TimeProvider time)
{
    private static readonly string[] Nothing =
        ["Goods as declared. Count and seals agree.", "Documents complete and consistent with the goods.", "Sampled 3 cartons of 40, as described. No findings.", "Weight within 1 % of the declared. Released."];

    private static readonly string[] Something =
        ["Undeclared cartons behind the first row, about 60 pieces, other brand than declared.", "Invoice price a third of the price list found inside.", "Origin marks removed from part of the goods.", "Quantity 18 % above the declared."];

    private readonly DemoRandom _random = new(options.Seed, $"officer{number}");
    private readonly Dictionary<InspectionId, DateTimeOffset> _dueToAct = [];
    private readonly OpsHubClient _phone = new(doors.Rest);

    public async Task RunAsync(CancellationToken cancel)
    {
        await _phone.SignInAsync($"officer{number}", password, cancel);
        await BeginShiftAsync(cancel);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1_500 + number * 40), time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            try
            {
                await LookAtPhoneAsync(cancel);
            }
            catch (Exception error) when (error is HttpRequestException or ServerRefusedException)
            {
                // A refusal is part of the play (the case was moved away); the next look shows what is true.
            }
        }
    }

    private async Task BeginShiftAsync(CancellationToken cancel)
    {
        var me = await _phone.GetAsync<OfficerView>("/api/v1/officers/me", cancel);
        if (me.Status != OfficerStatus.OffShift) return;
        var ends = time.GetUtcNow().AddHours(8);
        try
        {
            await SendAsync("/api/v1/officers/me/shift/start", new JsonObject { ["endsAt"] = ends.ToString("O") }, cancel);
        }
        catch (ServerRefusedException)
        {
            // Rested too little since the last demo: stays off, as the rule says.
        }
    }

    private async Task LookAtPhoneAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var cases = await _phone.GetAsync<ImmutableArray<InspectionView>>("/api/v1/officers/me/cases", cancel);
        var current = cases.FirstOrDefault(c => c.Status == InspectionStatus.Examining);
        foreach (var offer in cases.Where(c => c.Status == InspectionStatus.Offered)) await AnswerAsync(offer, now, cancel);
        var next = current ?? cases.Where(c => c.Status == InspectionStatus.Accepted).OrderBy(c => c.Priority).ThenBy(c => c.DueAt).FirstOrDefault();
        if (next is null || !IsTime(next, now)) return;
        _dueToAct.Remove(next.Id);
        if (next.Status == InspectionStatus.Accepted) await AnswerAsync(next, "start", [], cancel);
        else await FinishAsync(next, cancel);
    }

    private async Task AnswerAsync(InspectionView offer, DateTimeOffset now, CancellationToken cancel)
    {
        if (!IsTime(offer, now)) return;
        _dueToAct.Remove(offer.Id);
        var chance = _random.Between(0.0, 1.0);
        if (chance < 0.03)
        {
            // The phone stays in the pocket: the offer runs out.
            _dueToAct[offer.Id] = now.AddMinutes(10);
            return;
        }

        if (chance < 0.07) await AnswerAsync(offer, "decline", new JsonObject { ["reason"] = "Called away to the gate", ["recuse"] = false }, cancel);
        else await AnswerAsync(offer, "accept", [], cancel);
    }

    private async Task FinishAsync(InspectionView inspection, CancellationToken cancel)
    {
        var adverse = _random.Chance(inspection.Kind == InspectionKind.Documents ? 0.12 : 0.25);
        var outcome = !adverse ? "released" : _random.Chance(0.5) ? "detained" : "query";
        await AnswerAsync(inspection, "finish", new JsonObject
        {
            ["outcome"] = outcome,
            ["findings"] = _random.Pick(adverse ? Something : Nothing),
            ["checklist"] = new JsonArray([.. inspection.Checklist.Select(item => (JsonNode)item)]),
            ["sealIn"] = $"EE{_random.Code(6)}",
            ["sealOut"] = $"EE{_random.Code(6)}",
        }, cancel);
    }

    /// <summary>True once the time this step takes has passed: seconds to answer, to walk over, to examine.</summary>
    private bool IsTime(InspectionView inspection, DateTimeOffset now)
    {
        if (_dueToAct.TryGetValue(inspection.Id, out var due)) return now >= due;
        var seconds = inspection.Status switch
        {
            InspectionStatus.Offered => _random.LogNormal(6, 0.6),
            InspectionStatus.Accepted => _random.LogNormal(14, 0.5),
            _ => _random.LogNormal(inspection.LoadMinutes * 2.2, 0.4),
        };
        _dueToAct[inspection.Id] = now.AddSeconds(seconds / options.Speed);
        return false;
    }

    private Task AnswerAsync(InspectionView inspection, string answer, JsonObject body, CancellationToken cancel)
    {
        body["epoch"] = inspection.Epoch;
        body["officer"] = $"officer{number}";
        return SendAsync($"/api/v1/inspections/{Uri.EscapeDataString(inspection.Id.Value)}/{answer}", body, cancel);
    }

    private Task SendAsync(string path, JsonObject body, CancellationToken cancel)
    {
        body["commandId"] = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        return _phone.SendAsync(HttpMethod.Post, path, body, cancel);
    }
}
