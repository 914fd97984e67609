using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using OpsHub.Silo.Hosting;

namespace OpsHub.Silo.Tests;

/// <summary><c>opshub run</c> or <c>opshub demo</c> as a process of its own, on free ports of loopback and a data folder that outlives it.</summary>
internal sealed partial class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string[]> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public Uri OsmAnd { get; private set; } = null!;

    /// <summary>Printed at the first start on a folder; null at later ones.</summary>
    public string? OneTimePassword => PasswordLine().Match(Output) is { Success: true } match ? match.Groups[1].Value : null;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Memory of the process that is in RAM now (VmRSS).</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts and waits until the doors are open.</summary>
    public static Task<HubProcess> StartAsync(string data, params string[] settings) =>
        LaunchAsync(password: null, ["run", "--data", data, "Doors:OsmAnd:Port=0", "Ingest:Nmea:TcpPort=0", .. settings]);

    /// <summary>The same with a simulated port day of so many times the normal traffic; everybody's password is given.</summary>
    public static Task<HubProcess> StartDemoAsync(string data, string password, double traffic) =>
        // The demo's own callers read these two ports from the settings, so they are chosen here.
        LaunchAsync(password, [
            "demo", "--data", data, "--traffic", traffic.ToString(CultureInfo.InvariantCulture),
            $"Doors:OsmAnd:Port={FreePort()}", $"Ingest:Nmea:TcpPort={FreePort()}", $"Cluster:SiloPort={FreePort()}",
        ]);

    private static async Task<HubProcess> LaunchAsync(string? password, string[] command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (password is not null)
            start.Environment["OPSHUB_DEMO_PASSWORD"] = password;
        string[] arguments =
        [
            "exec", typeof(OpsHubHost).Assembly.Location, .. command, "Doors:Http:Port=0", "Doors:Https:Enabled=false", "Ingest:Nmea:UdpPort=0",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var hub = new HubProcess(Process.Start(start)!);
        await hub.ReadyAsync();
        return hub;
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ReadyAsync()
    {
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_listening.Task, ended).WaitAsync(s_patience) == ended)
            throw new InvalidOperationException($"opshub ended with {_process.ExitCode}:\n{Output}");

        // In the order the doors are opened. A port chosen here beforehand may be gone by the time the process opens it.
        var addresses = await _listening.Task;
        (Address, OsmAnd) = (new Uri(addresses[0]), new Uri(addresses[1]));
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        string[] addresses;
        lock (_output)
        {
            _output.AppendLine(line);
            if (_listening.Task.IsCompleted)
                return;
            addresses = [.. AddressLine().Matches(_output.ToString()).Select(match => match.Groups[1].Value)];
        }

        if (addresses.Length == 2)
            _listening.TrySetResult(addresses);
    }

    [GeneratedRegex(@"^  (http://127\.0\.0\.1:\d+)\r?$", RegexOptions.Multiline)]
    private static partial Regex AddressLine();

    [GeneratedRegex("one-time password (\\S+) ")]
    private static partial Regex PasswordLine();
}
