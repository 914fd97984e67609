using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsHub.Silo.Hosting;

namespace OpsHub.Silo.Tests.Hosting;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Hub_WithAnOtlpEndpoint_SendsTracesMetricsAndLogs()
    {
        await using var collector = new OtlpCollector();
        await using (var hub = await RunningHub.StartAsync($"Telemetry:OtlpEndpoint={collector.Address}", "Telemetry:OtlpProtocol=http/protobuf"))
        {
            // Stopping flushes what was not sent yet.
            hub.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test").LogWarning("a line that is looked for");
        }

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], collector.Paths);
        Assert.Contains("a line that is looked for", collector.Sent("/v1/logs"), StringComparison.Ordinal);
        Assert.Contains("PUT /api/v1/ports/{port}", collector.Sent("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain("IMemoryStreamQueueGrain", collector.Sent("/v1/traces"), StringComparison.Ordinal);
        foreach (var meter in new[] { "OpsHub.Storage", "OpsHub.Publication", "OpsHub.Ledger", "Microsoft.AspNetCore.Hosting" })
            Assert.Contains(meter, collector.Sent("/v1/metrics"), StringComparison.Ordinal);
        foreach (var path in collector.Paths)
            Assert.Contains("opshub", collector.Sent(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Hub_WithAnUnknownOtlpProtocol_NamesTheKey()
    {
        var refused = Assert.Throws<SettingException>(() => OpsHubHost.Create(
            new HostArguments(["Telemetry:OtlpEndpoint=http://127.0.0.1:1", "Telemetry:OtlpProtocol=http/json"], Path.GetTempPath())));
        Assert.Contains("Telemetry:OtlpProtocol", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Keeps what is posted to it, by path; text in protobuf is UTF-8 and can be looked for as it is.</summary>
    private sealed class OtlpCollector : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _sent = new(StringComparer.Ordinal);
        private readonly Task _listening;

        public OtlpCollector()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
            }

            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _listening = ListenAsync();
        }

        public Uri Address { get; }

        public IEnumerable<string> Paths => _sent.Keys.Order(StringComparer.Ordinal);

        public string Sent(string path) => string.Concat(_sent[path].Select(Encoding.UTF8.GetString));

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _listening;
            _listener.Close();
        }

        private async Task ListenAsync()
        {
            while (true)
            {
                HttpListenerContext call;
                try
                {
                    call = await _listener.GetContextAsync();
                }
                catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _sent.GetOrAdd(call.Request.Url!.AbsolutePath, _ => []).Enqueue(body.ToArray());
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
            }
        }
    }
}
