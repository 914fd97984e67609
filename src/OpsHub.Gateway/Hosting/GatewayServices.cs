using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Contracts;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Administration;
using OpsHub.Gateway.Alarms;
using OpsHub.Gateway.Dashboard;
using OpsHub.Gateway.Evidence;
using OpsHub.Gateway.Geofences;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ingest;
using OpsHub.Gateway.Inspections;
using OpsHub.Gateway.Ledger;
using OpsHub.Gateway.Live;
using OpsHub.Gateway.Officers;
using OpsHub.Gateway.Ports;
using OpsHub.Gateway.Selectivity;
using OpsHub.Gateway.Sessions;
using OpsHub.Gateway.Shipments;
using OpsHub.Gateway.Shipments.Intake;
using OpsHub.Gateway.Tls;
using OpsHub.Gateway.Tracking;
using OpsHub.Gateway.Workload;

namespace OpsHub.Gateway.Hosting;

/// <summary>What the host adds and maps to have the gateway.</summary>
public static class GatewayServices
{
    /// <summary>Bodies a client may leave half sent, and what a browser buffers of one connection.</summary>
    private const long TransportBufferBytes = 64 * 1024;

    public static IServiceCollection AddOpsHubGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection(GatewayOptions.Section)).ValidateKeys(GatewayOptions.Section);
        services.AddOptions<TlsOptions>().Bind(configuration.GetSection(TlsOptions.Section)).ValidateKeys(TlsOptions.Section);
        services.AddOptions<LiveOptions>().Bind(configuration.GetSection(LiveOptions.Section)).ValidateKeys(LiveOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<GatewayMeters>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PortDirectory>();
        services.AddSingleton<DeviceDirectory>();
        services.AddSingleton<DeclarationIntake>();
        services.AddSingleton<ShipmentPositions>();
        services.AddHosted<AuditTrail>();
        services.AddSingleton<ServerCertificates>();
        services.AddIngest(configuration);
        services.AddAccess();
        services.AddLive();
        services.AddHttp();
        return services;
    }

    /// <summary>Everything under /api/v1, the hub, health and the API description.</summary>
    public static void MapOpsHubGateway(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers["X-OpsHub-Version"] = context.HttpContext.RequestServices.GetRequiredService<RuntimeName>().Version;
            return await next(context);
        });
        SessionEndpoints.Map(api);
        PortEndpoints.Map(api);
        GeofenceEndpoints.Map(api);
        FindEndpoints.Map(api);
        ShipmentEndpoints.Map(api);
        DeclarationEndpoints.Map(api);
        InspectionEndpoints.Map(api);
        OfficerEndpoints.Map(api);
        WorkloadEndpoints.Map(api);
        AlarmEndpoints.Map(api);
        TrackerEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        ProfileEndpoints.Map(api);
        SelectivityEndpoints.Map(api);
        LedgerEndpoints.Map(api);
        EvidenceEndpoints.Map(api);
        AdministrationEndpoints.Map(api);
        HealthEndpoints.Map(app);
        CertificateEndpoints.Map(app);
        PhoneEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").RequireAccess(AccessTable.ApiDescription);
        app.MapHub<OperationsHub>(OperationsHub.Path, options =>
        {
            options.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents;
            options.TransportMaxBufferSize = TransportBufferBytes;
            options.ApplicationMaxBufferSize = TransportBufferBytes;
        }).WithMetadata(AccessTable.Live);
    }

    /// <summary>What comes before the endpoints: problems, compression, sign-in, access.</summary>
    public static void UseOpsHubGateway(this WebApplication app)
    {
        app.UseOsmAnd();
        app.UseExceptionHandler();
        app.UseStatusCodePages(EmptyAnswers);
        app.UseResponseCompression();
        if (app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.DashboardDirectory is { Length: > 0 } dashboard)
        {
            var files = new DashboardFiles(dashboard);
            app.Use(files.ServeAsync);
        }

        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static void AddIngest(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestOptions>().Bind(configuration.GetSection(IngestOptions.Section)).ValidateKeys(IngestOptions.Section);
        services.AddSingleton<DutyRoster>();
        services.AddSingleton<PhoneDoor>();
        services.AddHosted<TrackIngest>();
        services.AddHosted<NmeaListener>();
    }

    private static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<BoardCheckpoints>();
        services.AddHosted<LiveConnections>();
        services.AddHosted<Boards>();
        services.AddSignalR(options =>
        {
            options.KeepAliveInterval = TimeSpan.FromSeconds(2);
            options.ClientTimeoutInterval = TimeSpan.FromSeconds(6);
            options.HandshakeTimeout = TimeSpan.FromSeconds(5);
            options.AddFilter<HubFaults>();
        }).AddJsonProtocol(options => ContractJson.Apply(options.PayloadSerializerOptions));
        services.AddSingleton<HubLifetimeManager<OperationsHub>, LiveLifetimeManager>();
        services.AddSingleton<HubFaults>();

        // It would log every refusal of a hub method as an error; HubFaults logs what is one.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None));
    }

    private static void AddHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ContractJson.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddProblemDetails();

        // Nothing of ours is protected with these keys; without this they would be written to the home folder.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddOpenApi("v1");

        // Answers to a signed-in reader only, the token travels in a header: nothing for a compression side channel to guess.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, Problems.ContentType, "application/geo+json"];
        });
    }

    /// <summary>Answers without a body (a path nobody serves, a wrong method, a body the framework stopped reading) become problems too.</summary>
    private static async Task EmptyAnswers(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var problem = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.Of(404, "NotFound", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => Problems.Of(405, "MethodNotAllowed", "This address does not take that method."),
            StatusCodes.Status413PayloadTooLarge => ProblemExceptionHandler.TooLarge(http),
            StatusCodes.Status415UnsupportedMediaType => Problems.Of(415, "UnsupportedContentType", "This address does not take a body of that type."),
            var other => Problems.Of(other, "Failed", "The request failed."),
        };
        await http.Response.WriteAsJsonAsync(problem, ContractJson.Options, Problems.ContentType);
    }

    /// <summary>A service of the host that others ask too.</summary>
    private static void AddHosted<T>(this IServiceCollection services) where T : class, Microsoft.Extensions.Hosting.IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
