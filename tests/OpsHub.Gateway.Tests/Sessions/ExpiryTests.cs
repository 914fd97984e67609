using System.Net;
using OpsHub.Testing.Time;

namespace OpsHub.Gateway.Tests.Sessions;

/// <summary>A host whose clock the test moves.</summary>
public sealed class ExpiryTests
{
    [Fact]
    public async Task Token_AfterItsHours_IsRefused_AndTheLiveConnectionIsCut()
    {
        var time = new ShiftedTime();
        var hub = await HubHost.StartAsync(time, "Gateway:SessionHours=1", "Gateway:SessionCacheMs=0");
        try
        {
            var commander = await hub.AsRole("late.commander", "commander");
            await using var live = await hub.LiveAsync(commander);
            await live.HelloAsync(HubHost.Tallinn);
            time.Shift(TimeSpan.FromMinutes(59));
            Assert.Equal(HttpStatusCode.OK, (await commander.GetAsync(new Uri("/api/v1/me", UriKind.Relative))).StatusCode);

            time.Shift(TimeSpan.FromMinutes(2));

            var told = await Told.ByAsync(await commander.GetAsync(new Uri("/api/v1/me", UriKind.Relative)));
            Assert.Equal((HttpStatusCode.Unauthorized, "TokenInvalid", "authorization"), (told.Status, told.Name, told.Field));
            Assert.Contains("expired", told.Body, StringComparison.Ordinal);
            Assert.Contains("/api/v1/session", told.Expected, StringComparison.Ordinal);
            await live.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await hub.DisposeAsync();
        }
    }
}
