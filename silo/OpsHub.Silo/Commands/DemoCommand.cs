using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpsHub.Gateway.Ingest;
using OpsHub.Gateway.Sessions;
using OpsHub.Silo.Demo;
using OpsHub.Silo.Hosting;

namespace OpsHub.Silo.Commands;

/// <summary><c>opshub demo</c>: the hub with a simulated port day, on this machine only.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder of everything that is kept", DefaultValueFactory = _ => Path.Combine("data", "demo") };
        var seed = new Option<int>("--seed") { Description = "Decides everything that chance decides; the same seed plays the same day", DefaultValueFactory = _ => 2014 };
        var traffic = new Option<double>("--traffic") { Description = "Times the normal traffic, 0.1 to 50", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "Times the normal pace of people and vehicles, 0.1 to 20", DefaultValueFactory = _ => 1 };
        Bound(traffic, 0.1, 50);
        Bound(speed, 0.1, 20);
        var command = new Command("demo", "Run with a simulated port day at Tallinn, on this machine only. Settings can follow as Key:Name=value.") { data, seed, traffic, speed };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) => RunCommand.GuardedAsync(async () =>
        {
            var password = Environment.GetEnvironmentVariable("OPSHUB_DEMO_PASSWORD") is { Length: > 0 } given ? given : NewPassword();
            // Said before anything is started: the demo's own accounts would be refused one by one.
            if (!Passwords.IsAllowed(password))
                throw new SettingException($"OPSHUB_DEMO_PASSWORD has {password.Length} characters; {Passwords.MinLength} to {Passwords.MaxLength} are needed, or none: then one is made.");
            var arguments = new HostArguments([.. parsed.UnmatchedTokens], parsed.GetValue(data), LoopbackOnly: true, AdministratorPassword: password);
            await using var app = OpsHubHost.Create(arguments);
            await app.StartAsync(cancel);
            Print(app, password);
            using var runner = new DemoRunner(
                new DemoOptions(parsed.GetValue(seed), parsed.GetValue(traffic), parsed.GetValue(speed)), Doors(app, password),
                app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<ILogger<DemoRunner>>());
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
            await Task.WhenAll(runner.RunAsync(stopping.Token), app.WaitForShutdownAsync(cancel));
        }));
        return command;
    }

    private static void Bound(Option<double> option, double low, double high) => option.Validators.Add(result =>
    {
        var value = result.GetValueOrDefault<double>();
        if (!(value >= low && value <= high)) result.AddError($"{option.Name} is {low} to {high}, not {value}");
    });

    private static DemoDoors Doors(WebApplication app, string password)
    {
        var doors = app.Services.GetRequiredService<IOptions<DoorOptions>>().Value;
        var nmea = app.Services.GetRequiredService<IOptions<IngestOptions>>().Value.Nmea;
        return new DemoDoors(new Uri(HttpAddress(app)), new Uri($"http://127.0.0.1:{doors.OsmAnd.Port}"), "127.0.0.1", nmea.TcpPort, password);
    }

    private static string HttpAddress(WebApplication app) => app.Urls.First(url => url.StartsWith("http://", StringComparison.Ordinal));

    private static void Print(WebApplication app, string password)
    {
        var address = HttpAddress(app);
        Console.WriteLine();
        Console.WriteLine($"The demo port is live at {address} (this machine only)");
        Console.WriteLine("  sign in as   commander (wall board), supervisor (workload), officer1 (phone page),");
        Console.WriteLine("               analyst, auditor, agency, trader, administrator");
        Console.WriteLine($"  password     {password}");
        Console.WriteLine("Ctrl+C stops it; what was accepted is kept.");
    }

    /// <summary>Four groups that can be read out and typed on a phone; 59 bits, for a server on loopback.</summary>
    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 3)));
}
