using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ingest;
using OpsHub.Gateway.Sessions;

namespace OpsHub.Gateway.Administration;

/// <summary>A device as an administrator registers it.</summary>
/// <param name="Key">At least 16 characters; null when the device id alone is enough (OsmAnd clients on a closed network).</param>
public sealed record DeviceRequest(
    string DeviceId, PortId Port, TrackKind Kind, string Label, string? Key = null, OfficerId? Officer = null, ShipmentId? Carries = null);

/// <summary>An account as an administrator sets it up.</summary>
/// <param name="Password">8 to 256 characters.</param>
/// <param name="Ports">UN/LOCODEs, or <c>*</c> for all the administrator may act in.</param>
public sealed record AccountRequest(
    string DisplayName, string Password, ImmutableArray<string> Roles, ImmutableArray<string> Ports, string? Agency = null, string? TraderId = null);

/// <summary>Setting up devices, accounts and officers.</summary>
internal static class AdministrationEndpoints
{
    private const int MinKeyLength = 16;

    private static readonly ImmutableHashSet<string> s_roles =
    [
        Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Agency, Roles.Auditor, Roles.Trader, Roles.Device, Roles.Administrator,
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/devices", Register).RequireAccess(AccessTable.Devices).WithBodyLimit(BodyLimits.Command)
            .Produces(204).ProducesProblem(422).WithSummary("Registers a tracking device.");
        api.MapPut("/accounts/{user}", PutAccount).RequireAccess(AccessTable.Accounts).WithBodyLimit(BodyLimits.Command)
            .Produces(204).ProducesProblem(422).WithSummary("Makes an account, or replaces its scope and password.");
        api.MapPost("/accounts/{user}/revoke", Revoke).RequireAccess(AccessTable.Accounts)
            .Produces(204).WithSummary("Ends every session of an account.");
        api.MapPut("/officers/{officer}", PutOfficer).RequireAccess(AccessTable.OfficersManage).WithBodyLimit(BodyLimits.Command)
            .Produces<CommandResult>().ProducesProblem(422).WithSummary("Registers an officer.");
    }

    private static async Task<IResult> Register(DeviceRequest request, HttpContext http, IClusterClient grains, DeviceDirectory devices)
    {
        if (Caller.Of(http).RefusePort(request.Port) is { } refused)
            return refused;
        if (!DeviceDirectory.IsDeviceId(request.DeviceId))
            return Refuse("deviceId", "1 to 60 of A-Z a-z 0-9 . _ : -");
        if (request.Key is { Length: < MinKeyLength })
            return Refuse("key", $"at least {MinKeyLength} characters, or none");
        if (request.Kind == TrackKind.Officer && request.Officer is null)
            return Refuse("officer", "the officer who carries it, so that it is followed on duty only");
        var key = request.Key is null ? null : DeviceDirectory.KeyHash(request.Key);
        await grains.Device(request.DeviceId).Register(new DeviceRegistration(
            request.DeviceId, request.Port, request.Kind, request.Label, key, request.Officer, request.Carries));
        devices.Forget(request.DeviceId);
        return Results.NoContent();
    }

    private static async Task<IResult> PutAccount(
        UserId user, AccountRequest request, HttpContext http, IClusterClient grains, Passwords passwords, TimeProvider time)
    {
        var caller = Caller.Of(http);
        if (!AccessToken.IsUserName(user.Value))
            return Refuse("user", "1 to 64 of a-z 0-9 . _ - @");
        if (!Passwords.IsAllowed(request.Password))
            return Refuse("password", $"{Passwords.MinLength} to {Passwords.MaxLength} characters");
        if (request.Roles.IsDefaultOrEmpty || request.Roles.Any(role => !s_roles.Contains(role)))
            return Refuse("roles", "one or more of " + string.Join(", ", s_roles.Order(StringComparer.Ordinal)));
        if (request.Ports.IsDefaultOrEmpty)
            return Refuse("ports", "one UN/LOCODE or more, or *");

        // Nobody gives away more than they have.
        foreach (var port in request.Ports)
        {
            if (caller.RefusePort(new PortId(port)) is { } refused && !caller.Scope.Ports.Contains("*"))
                return refused;
        }

        var scope = new AccountScope(user, request.DisplayName, request.Roles, request.Ports, request.Agency, request.TraderId);
        var result = await grains.Account(user).Create(new CreateAccount
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = caller.ActorFor(AccessTable.Accounts),
            Scope = scope,
            PasswordHash = passwords.Hash(request.Password),
        });
        return result.IsAccepted ? Results.NoContent() : result.ToHttp();
    }

    private static async Task<IResult> Revoke(UserId user, IClusterClient grains)
    {
        await grains.Account(user).Revoke();
        return Results.NoContent();
    }

    private static async Task<IResult> PutOfficer(OfficerId officer, OfficerProfile profile, HttpContext http, IClusterClient grains, TimeProvider time)
    {
        var caller = Caller.Of(http);
        if (profile.Officer != officer)
            return Refuse("officer", officer.Value);
        return caller.RefusePort(profile.HomePort) ?? (await grains.Officer(officer).Register(new RegisterOfficer
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = caller.ActorFor(AccessTable.OfficersManage),
            Profile = profile,
        })).ToHttp();
    }

    private static IResult Refuse(string field, string expected) =>
        Problems.Result(StatusCodes.Status422UnprocessableEntity, "FieldRefused", $"'{field}' cannot be taken.", field, expected);
}
