using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Tracking;
using OpsHub.Grains.Tests.Support;
using OpsHub.Storage;

namespace OpsHub.Grains.Tests.Accounts;

public sealed class AccountGrainTests
{
    private static readonly UserId s_user = new("alice");
    private static readonly AccountScope s_scope = new(s_user, "Alice", [Roles.Supervisor], ["EETLL"]);

    [Fact]
    public async Task Session_LivesFromOpenToClose_AndSurvivesARestart()
    {
        await using var port = await TestPort.Start(configured: false);
        await Create(port);
        await port.Grains.Account(s_user).OpenSession(Session("s1"));
        await port.Grains.Account(s_user).OpenSession(Session("s2"));

        await port.Host.RestartAsync();

        Assert.Equal("Alice", (await port.Grains.Account(s_user).Validate("s1", "hash"))!.DisplayName);
        Assert.Null(await port.Grains.Account(s_user).Validate("s1", "other"));
        await port.Grains.Account(s_user).CloseSession("s1");
        Assert.Null(await port.Grains.Account(s_user).Validate("s1", "hash"));
        await port.Grains.Account(s_user).Revoke();
        Assert.Null(await port.Grains.Account(s_user).Validate("s2", "hash"));
    }

    [Fact]
    public async Task PasswordHash_AfterTenFailures_IsWithheld()
    {
        await using var port = await TestPort.Start(configured: false);
        await Create(port);
        Assert.NotNull(await port.Grains.Account(s_user).PasswordHash());

        for (var i = 0; i < 10; i++)
            await port.Grains.Account(s_user).SignInFailed();

        Assert.Null(await port.Grains.Account(s_user).PasswordHash());
    }

    [Fact]
    public async Task SignInFailed_ForAnUnknownName_StoresNothing()
    {
        await using var port = await TestPort.Start(configured: false);
        var writes = port.Storage.Writes;

        await port.Grains.Account(new("nobody")).SignInFailed();

        Assert.Equal(writes, port.Storage.Writes);
        Assert.Null(await port.Grains.Account(new("nobody")).PasswordHash());
    }

    [Fact]
    public async Task Create_WhenRepeated_KeepsTheSessions()
    {
        await using var port = await TestPort.Start(configured: false);
        var create = new CreateAccount { CommandId = port.NextId(), Actor = TestPort.Alice, Scope = s_scope, PasswordHash = "AQAAAAIAAYagAAAAEP" };
        await port.Grains.Account(s_user).Create(create);
        await port.Grains.Account(s_user).OpenSession(Session("s1"));

        var again = await port.Grains.Account(s_user).Create(create);

        Assert.True(again.Repeated);
        Assert.NotNull(await port.Grains.Account(s_user).Validate("s1", "hash"));
    }

    [Fact]
    public async Task OpenSession_WhenTheWriteFails_OpensNone()
    {
        await using var port = await TestPort.Start(configured: false);
        await Create(port);
        port.Storage.FailNextWrite(new StorageException(StorageFault.DiskFull, "full"));

        await Assert.ThrowsAnyAsync<Exception>(() => port.Grains.Account(s_user).OpenSession(Session("s1")));

        Assert.Null(await port.Grains.Account(s_user).Validate("s1", "hash"));
    }

    [Fact]
    public async Task Device_IsKnownOnceRegistered()
    {
        await using var port = await TestPort.Start(configured: false);
        var registration = new DeviceRegistration("truck-7", TestPort.Port, TrackKind.Truck, "Truck 7", null);
        Assert.Null(await port.Grains.Device("truck-7").Get());

        await port.Grains.Device("truck-7").Register(registration);
        await port.Host.RestartAsync();

        Assert.Equal(registration, await port.Grains.Device("truck-7").Get());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => port.Grains.Device("truck-8").Register(registration));
    }

    private static async Task Create(TestPort port)
    {
        var create = new CreateAccount { CommandId = port.NextId(), Actor = TestPort.Alice, Scope = s_scope, PasswordHash = "AQAAAAIAAYagAAAAEP" };
        Assert.Null((await port.Grains.Account(s_user).Create(create)).Refusal);
    }

    private static AccountSession Session(string id) =>
        new(id, "hash", TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddHours(1));
}
