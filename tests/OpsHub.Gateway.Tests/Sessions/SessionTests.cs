using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Administration;

namespace OpsHub.Gateway.Tests.Sessions;

[Collection(SharedHub.Name)]
public sealed class SessionTests(HubHost hub)
{
    [Fact]
    public async Task SignIn_WithThePassword_GivesATokenWithRolesAndPorts()
    {
        await hub.EnsureAsync("anna", new AccountRequest("Anna", HubHost.UserPassword, ["supervisor"], ["EETLL"]));
        using var nobody = hub.Anonymous();
        var answer = await nobody.PostAsJsonAsync("/api/v1/session", new SessionRequest("Anna", HubHost.UserPassword), ContractJson.Options);
        var session = (await answer.Content.ReadFromJsonAsync<SessionAnswer>(ContractJson.Options))!;
        Assert.Equal("supervisor", Assert.Single(session.Roles));
        Assert.Equal("EETLL", Assert.Single(session.Ports));
        Assert.InRange(session.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromHours(11.9), TimeSpan.FromHours(12.1));
        using var anna = hub.Anonymous(session.AccessToken);
        var me = (await anna.GetFromJsonAsync<AccountScope>("/api/v1/me", ContractJson.Options))!;
        Assert.Equal(new UserId("anna"), me.User);
    }

    [Theory]
    [InlineData("anna.wrong", HubHost.UserPassword)]
    [InlineData("berta", "not the password")]
    [InlineData("BAD NAME!", HubHost.UserPassword)]
    [InlineData("berta", "")]
    public async Task SignIn_WithAWrongNameOrPassword_IsRefusedTheSameWay(string user, string password)
    {
        await hub.EnsureAsync("berta", new AccountRequest("Berta", HubHost.UserPassword, ["supervisor"], ["EETLL"]));
        using var nobody = hub.Anonymous();
        var answer = await nobody.PostAsJsonAsync("/api/v1/session", new SessionRequest(user, password), ContractJson.Options);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("SignInRefused", await ProblemNameAsync(answer));
    }

    [Fact]
    public async Task SignIn_AfterTooManyFailures_IsThrottledWithAWait()
    {
        await hub.EnsureAsync("carl", new AccountRequest("Carl", HubHost.UserPassword, ["supervisor"], ["EETLL"]));
        using var nobody = hub.Anonymous();
        HttpResponseMessage answer;
        var tries = 0;
        do
        {
            answer = await nobody.PostAsJsonAsync("/api/v1/session", new SessionRequest("carl", "guess"), ContractJson.Options);
        }
        while (answer.StatusCode == HttpStatusCode.Unauthorized && ++tries < 30);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task SignOut_KillsTheToken()
    {
        await hub.EnsureAsync("dora", new AccountRequest("Dora", HubHost.UserPassword, ["supervisor"], ["EETLL"]));
        using var dora = hub.Anonymous(await hub.SignInAsync("dora", HubHost.UserPassword));
        Assert.Equal(HttpStatusCode.OK, (await dora.GetAsync(new Uri("/api/v1/me", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await dora.DeleteAsync(new Uri("/api/v1/session", UriKind.Relative))).StatusCode);
        var after = await dora.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal("TokenInvalid", await ProblemNameAsync(after));
    }

    [Fact]
    public async Task SignOut_CutsTheLiveConnection()
    {
        await hub.EnsureAsync("emil", new AccountRequest("Emil", HubHost.UserPassword, ["supervisor"], ["EETLL"]));
        using var emil = hub.Anonymous(await hub.SignInAsync("emil", HubHost.UserPassword));
        await using var live = await hub.LiveAsync(emil);
        await live.HelloAsync(HubHost.Tallinn);
        await emil.DeleteAsync(new Uri("/api/v1/session", UriKind.Relative));
        await live.Closed.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Revoke_ByAnotherHost_CutsTheLiveConnection()
    {
        await hub.EnsureAsync("fred", new AccountRequest("Fred", HubHost.UserPassword, ["supervisor"], ["EETLL"]));
        using var fred = hub.Anonymous(await hub.SignInAsync("fred", HubHost.UserPassword));
        await using var live = await hub.LiveAsync(fred);
        await live.HelloAsync(HubHost.Tallinn);

        // Straight to the grain, as another host of the cluster would: this host is not told.
        await hub.Grains.Account(new UserId("fred")).Revoke();
        await live.Closed.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("anna.0123.secret")]
    [InlineData("anna.0123456789abcdef0123456789abcdef.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Token_ThatWasNeverIssued_IsInvalid(string token)
    {
        using var nobody = hub.Anonymous(token);
        var answer = await nobody.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("TokenInvalid", await ProblemNameAsync(answer));
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_WithAShortPassword_IsRefused()
    {
        var admin = await hub.As("administrator", HubHost.AdministratorPassword);
        var answer = await admin.PutAsJsonAsync(
            "/api/v1/accounts/gina", new AccountRequest("Gina", "short", ["supervisor"], ["EETLL"]), ContractJson.Options);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("password", problem.RootElement.GetProperty("field").GetString());
    }

    private static async Task<string?> ProblemNameAsync(HttpResponseMessage answer)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("name").GetString();
    }
}
