using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Domain.Accounts;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Accounts;

/// <summary>
/// A person's account. Key: user. Durable: password hash, scope, sessions, failed sign-ins. Called by the gateway, on each
/// sign-in and (for <see cref="Validate"/>) when a token's cached answer is old. Not reentrant.
/// </summary>
internal sealed class AccountGrain([PersistentState("account")] IPersistentState<AccountState> stored, TimeProvider time)
    : StoredGrain<AccountState>(stored), IAccountGrain
{
    private DateTimeOffset Now => time.GetUtcNow();

    public async Task<CommandResult> Create(CreateAccount command)
    {
        if (command.CommandId != default && command.CommandId == State.LastCommand)
            return new CommandResult(State.Version, null, Repeated: true);
        if (AccountRules.Check(new UserId(this.GetPrimaryKeyString()), command) is { } refusal)
            return CommandResult.Refused(State.Version, refusal);
        await Save(AccountRules.Create(State, command));
        return CommandResult.Accepted(State.Version);
    }

    public Task<bool> IsCreated() => Task.FromResult(State.Scope is not null);

    public Task<string?> PasswordHash() =>
        Task.FromResult(State.Scope is null || AccountRules.IsLocked(State, Now) ? null : State.PasswordHash);

    public async Task<AccountScope> OpenSession(AccountSession session)
    {
        var scope = State.Scope ?? throw new InvalidOperationException($"There is no account {this.GetPrimaryKeyString()}.");
        await Save(AccountRules.OpenSession(State, session, Now));
        return scope;
    }

    public async Task SignInFailed()
    {
        // A guesser of names must not fill the storage with accounts that do not exist.
        if (State.Scope is not null)
            await Save(AccountRules.SignInFailed(State, Now));
    }

    public Task<AccountScope?> Validate(string sessionId, string secretSha256) =>
        Task.FromResult(AccountRules.Find(State, sessionId, secretSha256, Now) is null ? null : State.Scope);

    public async Task CloseSession(string sessionId)
    {
        var left = State.Sessions.RemoveAll(s => s.SessionId == sessionId);
        if (left.Length != State.Sessions.Length)
            await Save(State with { Sessions = left });
    }

    public async Task Revoke()
    {
        if (!State.Sessions.IsEmpty)
            await Save(State with { Sessions = [] });
    }
}
