using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
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
/// set; <c>Telemetry:OtlpProtocol</c> (or <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>) is <c>grpc</c> (default) or
/// <c>http/protobuf</c>. Sources and meters are named directly: ours, the framework's and Orleans' own.
/// </summary>
internal static class Telemetry
{
    /// <summary>Not <c>Microsoft.Orleans.Runtime</c>: each look at the stream's queue is a trace there, a hundred a second.</summary>
    private static readonly string[] s_sources =
    [
        "OpsHub.*", "Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server",
        "Microsoft.Orleans.Application", "Microsoft.Orleans.Storage", "Microsoft.Orleans.Lifecycle",
    ];

    private static readonly string[] s_meters =
    [
        "OpsHub.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Diagnostics", "System.Runtime", "Microsoft.Orleans",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var text = Setting("Telemetry:OtlpEndpoint", "OTEL_EXPORTER_OTLP_ENDPOINT");
        if (string.IsNullOrWhiteSpace(text))
            return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
            throw new SettingException($"Telemetry:OtlpEndpoint is '{text}'; an address such as http://127.0.0.1:4317 is needed.");
        var protocol = Protocol(Setting("Telemetry:OtlpProtocol", "OTEL_EXPORTER_OTLP_PROTOCOL"));
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(Resource());
            logs.IncludeScopes = true;
            logs.AddOtlpExporter(options => Export(options, "logs"));
        });
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource()).AddSource(s_sources).AddOtlpExporter(options => Export(options, "traces")).Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource()).AddMeter(s_meters).AddOtlpExporter(options => Export(options, "metrics")).Build());
        builder.Services.AddHostedService<Exporters>();
        builder.Services.AddSingleton<IStartupFilter, NamedRequests>();

        string? Setting(string key, string environment) => builder.Configuration[key] ?? Environment.GetEnvironmentVariable(environment);

        void Export(OtlpExporterOptions options, string signal)
        {
            options.Protocol = protocol;
            // The exporter appends the signal's path only to an endpoint from the environment.
            options.Endpoint = protocol == OtlpExportProtocol.HttpProtobuf ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : endpoint;
        }
    }

    private static OtlpExportProtocol Protocol(string? text) => text switch
    {
        null or "" or "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => throw new SettingException($"Telemetry:OtlpProtocol is '{text}'; it can be grpc or http/protobuf."),
    };

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

    /// <summary>
    /// Gives a request's span its name and the usual attributes: before .NET 11 the framework leaves that to a package. The
    /// route, never the path: ids in it may be a person's.
    /// </summary>
    private sealed class NamedRequests : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(NameAsync);
            next(app);
        };

        private static async Task NameAsync(HttpContext context, RequestDelegate next)
        {
            try
            {
                await next(context);
            }
            finally
            {
                if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
                    Name(span, context);
            }
        }

        private static void Name(Activity span, HttpContext context)
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("http.route", route);
            span.SetTag("http.response.status_code", context.Response.StatusCode);
        }
    }
}
