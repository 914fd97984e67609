using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OpsHub.Wire.Tracks;
using Spectre.Console;

namespace OpsHub.Silo.Commands;

/// <summary>
/// <c>opshub replay FILE --speed N</c>: plays a recording through the ordinary doors as if it happened now: AIS to the NMEA
/// door, tracks (and a capture's own ship) to the phone door as a registered device.
/// </summary>
internal static class ReplayCommand
{
    private static readonly TimeProvider Time = TimeProvider.System;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "NMEA 0183 log, NMEA 2000 text capture, or CSV track" };
        var speed = new Option<double>("--speed", "-s") { Description = "Times the recorded pace; 0 = as fast as the doors take it", DefaultValueFactory = _ => 1 };
        var rate = new Option<double>("--rate") { Description = "Sentences per second for recordings without times", DefaultValueFactory = _ => 50 };
        var nmea = new Option<string>("--nmea") { Description = "host:port of the NMEA door", DefaultValueFactory = _ => "127.0.0.1:10110" };
        var phones = new Option<Uri>("--phones") { Description = "Address of the phone (OsmAnd) door", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5055"), CustomParser = ConnectionOptions.Address };
        var device = new Option<string>("--device") { Description = "Device id for tracks without an id column and for a capture's own ship", DefaultValueFactory = _ => "own-ship" };
        var register = new Option<bool>("--register") { Description = "Register the device first (signs in as an administrator)" };
        var port = new Option<string>("--port", "-p") { Description = "Port the device is registered at", DefaultValueFactory = _ => "EETLL" };
        var command = new Command("replay", "Play a recording through the ordinary doors as if it happened now") { file, speed, rate, nmea, phones, device, register, port };
        var connection = new ConnectionOptions(command, "administrator");
        speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 10_000) result.AddError("--speed is 0 to 10000");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var recording = parsed.GetValue(file)!;
            if (!recording.Exists) throw new CommandFailedException($"{recording}: no such file");
            var source = ReplaySource.Open(recording);
            if (parsed.GetValue(register))
            {
                using var client = await connection.ConnectAsync(parsed, cancel);
                await RegisterAsync(client, parsed.GetValue(device)!, parsed.GetValue(port)!, cancel);
            }

            await using var doors = new ReplayDoors(parsed.GetValue(nmea)!, parsed.GetValue(phones)!, parsed.GetValue(device)!);
            await PlayAsync(source, doors, parsed.GetValue(speed), parsed.GetValue(rate), cancel);
            doors.Summarize(source);
            return doors.RefusedFixes + source.Refused == 0 ? 0 : 3;
        });
        return command;
    }

    private static Task RegisterAsync(OpsHubClient client, string device, string port, CancellationToken cancel) =>
        client.SendAsync(HttpMethod.Post, "/api/v1/devices", new JsonObject { ["deviceId"] = device, ["port"] = port, ["kind"] = "vessel", ["label"] = device }, cancel);

    private static async Task PlayAsync(ReplaySource source, ReplayDoors doors, double speed, double rate, CancellationToken cancel)
    {
        var (started, sent) = (Time.GetTimestamp(), 0L);
        long? first = null;
        await ConsoleProgress.RunAsync(source.File.Name, async show =>
        {
            await foreach (var item in source.ReadAsync(cancel))
            {
                first ??= item.UnixMs;
                if (speed > 0)
                {
                    var due = item.UnixMs is { } at && first is { } zero ? (at - zero) / speed : sent * 1_000 / (rate * speed);
                    var wait = due - Time.GetElapsedTime(started).TotalMilliseconds;
                    if (wait > 2)
                    {
                        await doors.FlushAsync(cancel);
                        await Task.Delay(TimeSpan.FromMilliseconds(wait), Time, cancel);
                    }
                }

                await doors.SendAsync(item, Time.GetUtcNow(), cancel);
                if (++sent % 200 != 0) continue;
                show(100.0 * source.Position / source.File.Length, $"{sent:N0} reports");
            }

            await doors.FlushAsync(cancel);
            show(100, $"{sent:N0} reports");
        });
    }
}

/// <summary>The two doors a recording goes through, opened when first needed.</summary>
internal sealed class ReplayDoors(string nmea, Uri phones, string device) : IAsyncDisposable
{
    private const int FlushBytes = 32 * 1024;

    private readonly HttpClient _phones = new() { BaseAddress = phones, Timeout = TimeSpan.FromSeconds(15) };
    private readonly HashSet<uint> _vessels = [];
    private readonly MemoryStream _pending = new();
    private TcpClient? _nmea;
    private string? _firstRefusal;

    public long Reports { get; private set; }
    public long Fixes { get; private set; }
    public long RefusedFixes { get; private set; }

    public async Task SendAsync(ReplayItem item, DateTimeOffset now, CancellationToken cancel)
    {
        if (item.Fix is { } fix)
        {
            await SendFixAsync(fix, now, cancel);
            return;
        }

        _pending.Write(item.Nmea.Span);
        Reports++;
        if (item.Mmsi != 0) _vessels.Add(item.Mmsi);
        if (_pending.Length >= FlushBytes) await FlushAsync(cancel);
    }

    public async Task FlushAsync(CancellationToken cancel)
    {
        if (_pending.Length == 0) return;
        _nmea ??= await ConnectAsync(cancel);
        await _nmea.GetStream().WriteAsync(_pending.GetBuffer().AsMemory(0, (int)_pending.Length), cancel);
        _pending.SetLength(0);
    }

    public void Summarize(ReplaySource source)
    {
        AnsiConsole.WriteLine(
            $"{source.File.Name} ({source.Format}): {Reports:N0} AIS reports" + (_vessels.Count > 0 ? $" of {_vessels.Count:N0} stations" : "") +
            $", {Fixes:N0} fixes taken, {RefusedFixes:N0} fixes refused; {source.Refused:N0} broken lines, {source.Ignored:N0} lines without a position report");
        if (_firstRefusal is not null) AnsiConsole.WriteLine($"First refused fix: {_firstRefusal}");
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken cancel)
    {
        var colon = nmea.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(nmea.AsSpan(colon + 1), out var port)) throw new CommandFailedException($"--nmea {nmea}: host:port is expected");
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(nmea[..colon], port, cancel);
            return client;
        }
        catch (SocketException error)
        {
            client.Dispose();
            throw new CommandFailedException($"no NMEA door at {nmea}: {error.Message}");
        }
    }

    private async Task SendFixAsync(TrackFix fix, DateTimeOffset now, CancellationToken cancel)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/?id={Uri.EscapeDataString(fix.Id ?? device)}&lat={fix.LatitudeDegrees:F7}&lon={fix.LongitudeDegrees:F7}&timestamp={now.ToUnixTimeMilliseconds()}");
        if (fix.SpeedKnots is { } knots) query += string.Create(CultureInfo.InvariantCulture, $"&speed={knots:F2}");
        if (fix.CourseDegrees is { } course) query += string.Create(CultureInfo.InvariantCulture, $"&bearing={course:F1}");
        using var response = await _phones.GetAsync(query, cancel);
        if (response.IsSuccessStatusCode)
        {
            Fixes++;
            return;
        }

        RefusedFixes++;
        _firstRefusal ??= $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancel)} (an unknown device? --register makes it known)";
    }

    public ValueTask DisposeAsync()
    {
        _phones.Dispose();
        if (_nmea is null) return default;
        // Half-close, so that what is on its way is read before the door sees the end.
        _nmea.Client.Shutdown(SocketShutdown.Send);
        _nmea.Dispose();
        return default;
    }
}
