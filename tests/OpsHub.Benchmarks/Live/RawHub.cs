using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpsHub.Benchmarks.Live;

/// <summary>The baseline: a SignalR hub that puts everybody into a group, as its documentation shows it.</summary>
internal sealed class RawHub : Hub
{
    public const string Group = "board";

    public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, Group);
}

/// <summary>A host of its own with nothing but the raw hub, in the same process.</summary>
internal sealed class RawHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RawHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IHubContext<RawHub> Hub => _app.Services.GetRequiredService<IHubContext<RawHub>>();

    public static async Task<RawHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapHub<RawHub>("/raw");
        await app.StartAsync();
        return new RawHost(app);
    }

    public async Task<ImmutableArray<FanClient>> ConnectAsync(int count)
    {
        var clients = new List<FanClient>();
        for (var i = 0; i < count; i++)
            clients.Add(await FanClient.ConnectAsync(Address, "/raw", keep: false, bytesPerSecond: null));
        return [.. clients];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
