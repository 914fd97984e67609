using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Domain.Accounts;

namespace OpsHub.Domain.Tests.Accounts;

public sealed class AccountRulesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly CreateAccount s_create = new()
    {
        Scope = new AccountScope(new("alice"), "Alice", [Roles.Supervisor], ["EETLL"]), PasswordHash = "AQAAAAIAAYagAAAAEP",
    };

    private readonly AccountState _account = AccountRules.Create(new AccountState(), s_create);

    [Theory]
    [InlineData("Alice", Roles.Supervisor, "EETLL", "user")]
    [InlineData("alice", "king", "EETLL", "roles")]
    [InlineData("alice", Roles.System, "EETLL", "roles")]
    [InlineData("alice", Roles.Supervisor, "tallinn", "ports")]
    public void Check_WhenAFieldIsWrong_NamesIt(string user, string role, string port, string field)
    {
        var command = s_create with { Scope = new AccountScope(new(user), "Alice", [role], [port]) };

        Assert.Equal(field, AccountRules.Check(new(user), command)!.Field);
    }

    [Fact]
    public void SignInFailed_TenTimes_LocksForAMinute()
    {
        var account = _account;
        for (var i = 0; i < 9; i++)
            account = AccountRules.SignInFailed(account, s_now);
        Assert.False(AccountRules.IsLocked(account, s_now));

        account = AccountRules.SignInFailed(account, s_now);

        Assert.True(AccountRules.IsLocked(account, s_now.AddSeconds(59)));
        Assert.False(AccountRules.IsLocked(account, s_now.AddSeconds(60)));
    }

    [Fact]
    public void OpenSession_BeyondTheLimit_ClosesTheOldest()
    {
        var account = _account;
        for (var i = 0; i < AccountRules.MaxSessions + 1; i++)
            account = AccountRules.OpenSession(account, Session($"s{i}"), s_now);

        Assert.Equal(AccountRules.MaxSessions, account.Sessions.Length);
        Assert.Null(AccountRules.Find(account, "s0", "hash", s_now));
        Assert.NotNull(AccountRules.Find(account, "s1", "hash", s_now));
    }

    [Theory]
    [InlineData("s", "other", 0)]
    [InlineData("t", "hash", 0)]
    [InlineData("s", "hash", 60)]
    public void Find_WithTheWrongSecretOrTooLate_FindsNothing(string session, string secret, int minutes)
    {
        var account = AccountRules.OpenSession(_account, Session("s"), s_now);

        Assert.Null(AccountRules.Find(account, session, secret, s_now.AddMinutes(minutes)));
    }

    [Fact]
    public void Create_Again_EndsEverySession() =>
        Assert.Empty(AccountRules.Create(AccountRules.OpenSession(_account, Session("s"), s_now), s_create).Sessions);

    private static AccountSession Session(string id) => new(id, "hash", s_now, s_now.AddHours(1));
}
