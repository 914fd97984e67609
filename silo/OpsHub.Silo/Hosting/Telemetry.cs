using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Silo.Hosting;

/// <summary>
/// Traces, metrics and logs over OTLP, only when <c>Telemetry:OtlpEndpoint</c> (or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>) is
/// set. Sources and meters are named directly: ours, the framework's and Orleans' own.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] s_sources = ["OpsHub.*", "Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server", "Microsoft.Orleans.*"];

    private static readonly string[] s_meters =
    [
        "OpsHub.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Diagnostics", "System.Runtime", "Microsoft.Orleans",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var text = builder.Configuration["Telemetry:OtlpEndpoint"] ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (string.IsNullOrWhiteSpace(text))
            return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
            throw new SettingException($"Telemetry:OtlpEndpoint is '{text}'; an address such as http://127.0.0.1:4317 is needed.");
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(Resource());
            logs.IncludeScopes = true;
            logs.AddOtlpExporter(Export);
        });
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource()).AddSource(s_sources).AddOtlpExporter(Export).Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource()).AddMeter(s_meters).AddOtlpExporter(Export).Build());
        builder.Services.AddHostedService<Exporters>();

        void Export(OtlpExporterOptions options) => options.Endpoint = endpoint;
    }

    private static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService("opshub", serviceVersion: OpsHubHost.Version, serviceInstanceId: Environment.MachineName);

    /// <summary>Builds the exporters when the host starts and flushes them when it ends.</summary>
    private sealed class Exporters(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        private const int FlushMs = 3_000;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(FlushMs);
            metrics.ForceFlush(FlushMs);
            return Task.CompletedTask;
        }
    }
}
