using System.Buffers.Text;
using System.Security.Cryptography;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Gateway.Sessions;
using Orleans;

namespace OpsHub.Silo.Hosting;

/// <summary>
/// Makes the account <c>administrator</c> at the first start and prints its password once. The command id is fixed, so a
/// second start, or a second host of the cluster, changes nothing.
/// </summary>
internal sealed class FirstAdministrator(IClusterClient grains, Passwords passwords, HostArguments arguments, TimeProvider time) : IHostedService
{
    /// <summary>Of the one command that makes the first administrator of an installation.</summary>
    private static readonly CommandId s_command = new(new Guid("0197a000-0000-7000-8000-0000000000ad"));

    private static readonly UserId s_user = new("administrator");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var account = grains.Account(s_user);
        // A password that was given (the demo's) is set at every start; a made one only once.
        if (arguments.AdministratorPassword is null && await account.IsCreated())
            return;
        var password = arguments.AdministratorPassword ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        var result = await account.Create(new CreateAccount
        {
            CommandId = arguments.AdministratorPassword is null ? s_command : new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = Actor.Of("first-start"),
            Scope = new AccountScope(s_user, "Administrator", [Roles.Administrator], ["*"]),
            PasswordHash = passwords.Hash(password),
        });
        if (result is { IsAccepted: true, Repeated: false } && arguments.AdministratorPassword is null)
            Console.WriteLine($"First start: sign in as '{s_user}' with the one-time password {password} and change it.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
