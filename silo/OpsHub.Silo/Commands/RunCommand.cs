using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OpsHub.Silo.Hosting;

namespace OpsHub.Silo.Commands;

/// <summary><c>opshub run</c>: the hub of one or more ports, until it is stopped.</summary>
internal static class RunCommand
{
    private const int BadConfiguration = 2;

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of everything that is kept (default: data)." };
        var command = new Command("run", "Runs the hub until it is stopped. Any setting can follow as Key:Name=value, such as Doors:Http:Port=8081.") { data };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(data), result.UnmatchedTokens, cancellation));
        return command;
    }

    private static Task<int> RunAsync(string? data, IReadOnlyList<string> settings, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        await using var app = OpsHubHost.Create(new HostArguments([.. settings], DataDirectory: data));
        await app.RunAsync(cancellation);
    });

    /// <summary>Runs a host; a configuration that cannot be used becomes lines that name the keys.</summary>
    public static async Task<int> GuardedAsync(Func<Task> host)
    {
        try
        {
            await host();
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or SettingException)
        {
            Console.Error.WriteLine("The configuration cannot be used:");
            foreach (var line in e is OptionsValidationException options ? options.Failures : [e.Message])
                Console.Error.WriteLine("  " + line);
            return BadConfiguration;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            Console.Error.WriteLine($"opshub: {e.Message.TrimEnd('.')}. Is OpsHub running already? Another port: Doors:Http:Port=8081 (likewise Https, OsmAnd; Ingest:Nmea:TcpPort).");
            return BadConfiguration;
        }
    }
}
