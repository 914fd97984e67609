using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Silo.Commands;

namespace OpsHub.Silo.Demo;

/// <summary>
/// Follows lodged shipments through the terminal: discharge, yard, scanner, gate; documents and scans arrive; an agency
/// holds some and lifts the hold; and now and then a driver tries to leave before the release.
/// </summary>
internal sealed class CargoFlow(DemoOptions options, OpsHubClient terminal, OpsHubClient agency, TimeProvider time)
{
    /// <summary>Followed at once; older ones are let go. Bounds the polling.</summary>
    private const int MaxFollowed = 240;

    /// <summary>
    /// Chance per look at a held-up shipment, one each 8 s, that its driver tries to leave: an alarm every few minutes. The
    /// first comes within the first minutes, or somebody who looks for ten would not know what an alarm looks like.
    /// </summary>
    private const double EarlyLeaving = 0.01;

    private const double FirstEarlyLeaving = 0.1;

    private readonly DemoRandom _random = new(options.Seed, "cargo");
    private bool _anyTriedToLeave;
    private readonly LinkedList<Story> _stories = [];
    private readonly Lock _gate = new();

    private sealed class Story(string shipment, string container, DateTimeOffset nextAt)
    {
        public string Shipment => shipment;
        public string Container => container;
        public DateTimeOffset NextAt { get; set; } = nextAt;
        public int Step { get; set; }
        public bool Scanned { get; set; }
        public bool Held { get; set; }
        public bool TriedToLeave { get; set; }
    }

    public void Follow(string shipment, string container)
    {
        lock (_gate)
        {
            _stories.AddLast(new Story(shipment, container, time.GetUtcNow().AddSeconds(_random.Between(2.0, 8.0) / options.Speed)));
            if (_stories.Count > MaxFollowed) _stories.RemoveFirst();
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(700), time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var now = time.GetUtcNow();
            Story[] due;
            lock (_gate) due = [.. _stories.Where(story => story.NextAt <= now).Take(24)];
            foreach (var story in due)
            {
                try
                {
                    if (await StepAsync(story, now, cancel)) continue;
                    lock (_gate) _stories.Remove(story);
                }
                catch (Exception error) when (error is HttpRequestException or ServerRefusedException)
                {
                    // A refused step (left before release, say) is part of the play: the server keeps the record.
                    story.NextAt = now.AddSeconds(10 / options.Speed);
                }
            }
        }
    }

    /// <returns>False when the story has ended.</returns>
    private async Task<bool> StepAsync(Story story, DateTimeOffset now, CancellationToken cancel)
    {
        story.NextAt = now.AddSeconds(_random.LogNormal(9, 0.5) / options.Speed);
        switch (story.Step++)
        {
            case 0:
                await MoveAsync(story, MovementKind.Discharged, _random.Pick(["Muuga 1", "Muuga 2", "Muuga 3", "Vanasadam D"]), now, cancel);
                return true;
            case 1:
                await MoveAsync(story, MovementKind.MovedToYard, _random.Pick(["Muuga north yard", "Muuga container yard", "Vanasadam ro-ro yard"]), now, cancel);
                if (_random.Chance(0.03)) await HoldAsync(story, now, cancel);
                return true;
            case 2:
                await AttachAsync(story, "certificate-of-origin", $"CO-{_random.Code(6)}", now, cancel);
                return true;
            default:
                return await UntilGoneAsync(story, now, cancel);
        }
    }

    private async Task<bool> UntilGoneAsync(Story story, DateTimeOffset now, CancellationToken cancel)
    {
        var shipment = await terminal.GetAsync<ShipmentView>($"/api/v1/shipments/{Uri.EscapeDataString(story.Shipment)}", cancel);
        switch (shipment.Status)
        {
            case ShipmentStatus.Released:
                await MoveAsync(story, MovementKind.GateOut, _random.Pick(["Muuga main gate", "Muuga east gate", "Vanasadam gate"]), now, cancel);
                return false;
            case ShipmentStatus.GateOut or ShipmentStatus.Cancelled:
                return false;
            case ShipmentStatus.UnderInspection when shipment.Lane == Lane.Red && !story.Scanned:
                story.Scanned = true;
                await MoveAsync(story, MovementKind.MovedToInspection, "Bays 1-4", now, cancel);
                await MoveAsync(story, MovementKind.Scanned, "X-ray portal", now, cancel);
                await AttachAsync(story, "scan", $"XR-{_random.Code(6)}", now, cancel);
                return true;
            case ShipmentStatus.UnderInspection when !story.TriedToLeave && _random.Chance(_anyTriedToLeave ? EarlyLeaving : FirstEarlyLeaving):
                story.TriedToLeave = _anyTriedToLeave = true;
                await MoveAsync(story, MovementKind.GateOut, "Muuga main gate", now, cancel);
                return true;
        }

        if (story.Held && _random.Chance(0.15))
        {
            story.Held = false;
            await SendAsync(agency, story, "holds/lift", new JsonObject { ["agency"] = "Veterinary and Food Board", ["reason"] = "Certificate received and checked" }, now, cancel);
        }

        story.NextAt = now.AddSeconds(_random.Between(5.0, 12.0) / options.Speed);
        return true;
    }

    private async Task HoldAsync(Story story, DateTimeOffset now, CancellationToken cancel)
    {
        story.Held = true;
        await SendAsync(agency, story, "holds", new JsonObject
        {
            ["agency"] = "Veterinary and Food Board",
            ["reason"] = "Health certificate missing",
            ["dueAt"] = now.AddMinutes(4).ToString("O"),
        }, now, cancel);
    }

    private Task MoveAsync(Story story, MovementKind kind, string place, DateTimeOffset now, CancellationToken cancel) =>
        SendAsync(terminal, story, "movements", new JsonObject
        {
            ["movement"] = new JsonObject
            {
                ["kind"] = char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..],
                ["at"] = now.ToString("O"),
                ["place"] = place,
                ["container"] = story.Container,
                ["carriedBy"] = kind == MovementKind.GateOut ? $"dev:truck-{101 + _random.Next(18)}" : null,
            },
        }, now, cancel);

    private Task AttachAsync(Story story, string kind, string number, DateTimeOffset now, CancellationToken cancel) =>
        SendAsync(terminal, story, "documents", new JsonObject
        {
            ["document"] = new JsonObject
            {
                ["kind"] = kind,
                ["number"] = number,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(number))),
                ["receivedAt"] = now.ToString("O"),
            },
        }, now, cancel);

    private static Task SendAsync(OpsHubClient who, Story story, string what, JsonObject body, DateTimeOffset now, CancellationToken cancel)
    {
        body["commandId"] = Guid.CreateVersion7(now).ToString();
        return who.SendAsync(HttpMethod.Post, $"/api/v1/shipments/{Uri.EscapeDataString(story.Shipment)}/{what}", body, cancel);
    }
}
