using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;

namespace OpsHub.Gateway.Tests;

/// <summary>What a refused request was told.</summary>
public sealed record Told(HttpStatusCode Status, string? Name, string? Field, string? Expected, string Body)
{
    public static async Task<Told> ByAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new Told(answer.StatusCode, null, null, null, body);
        using var problem = JsonDocument.Parse(body);
        return new Told(answer.StatusCode, Text(problem, "name"), Text(problem, "field"), Text(problem, "expected"), body);
    }

    private static string? Text(JsonDocument problem, string name) =>
        problem.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
}

/// <summary>Values of the <c>reason</c> tag that a counter was raised with while this lives.</summary>
public sealed class CountedReasons : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public CountedReasons(Counter<long> counter)
    {
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "reason", Value: string reason })
                    _seen[reason] = true;
            }
        });
        _listener.EnableMeasurementEvents(counter);
        _listener.Start();
    }

    public IEnumerable<string> Seen => _seen.Keys;

    public void Dispose() => _listener.Dispose();
}

/// <summary>Waiting for what other threads bring about, by asking.</summary>
public static class Until
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the answer is not null.</summary>
    public static async Task<T> FoundAsync<T>(Func<Task<T?>> ask) where T : class
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await ask() is { } found)
                return found;
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
