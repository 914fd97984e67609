using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;
using OpsHub.Wire.Declarations;

namespace OpsHub.Gateway.Shipments.Intake;

/// <summary>
/// Lodges declarations as they are read: many at once, settled in the order of arrival. The command's id is the hash of
/// the content, so sending a file again, or going on after a lost connection, lodges nothing twice.
/// </summary>
internal sealed partial class DeclarationIntake(IClusterClient grains, IOptions<GatewayOptions> options, TimeProvider time, GatewayMeters meters, ILogger<DeclarationIntake> log)
{
    /// <summary>Tries of one declaration when grains or storage are busy: about three seconds.</summary>
    private const int Tries = 5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly Refusal s_notLodged = new("NotLodged", "Storage did not take it in time. Send the row again.");

    /// <summary>Reads to the end. A row that cannot be taken costs only itself.</summary>
    public async Task LodgeAsync(IntakeRun run, IAsyncEnumerable<DeclarationRead> rows, CancellationToken cancellationToken)
    {
        var underWay = new Queue<Task<Outcome>>();
        try
        {
            await foreach (var read in rows.WithCancellation(cancellationToken))
            {
                // The oldest is settled first: results stay in order and no more are under way than allowed.
                while (underWay.Count >= options.Value.IntakeInFlight || (underWay.TryPeek(out var oldest) && oldest.IsCompleted))
                    Settle(run, await underWay.Dequeue());
                underWay.Enqueue(read.Row is null ? RefuseAsync(run, read) : LodgeAsync(run, read, cancellationToken));
            }
        }
        finally
        {
            // Also when reading failed: what was sent to the grains is lodged, and must be told.
            while (underWay.TryDequeue(out var rest))
                Settle(run, await rest);
        }
    }

    private async Task<Outcome> LodgeAsync(IntakeRun run, DeclarationRead read, CancellationToken cancellationToken)
    {
        var declaration = DeclarationMapping.ToDeclaration(read.Row!, run.Port);
        if (RefuseForeign(run.Caller, declaration) is { } refused)
            return new Outcome(read, Refusal: refused);
        var shipment = ShipmentId.Of(run.Port, declaration.DeclarationId);
        var command = new LodgeDeclaration { CommandId = IdOf(declaration), Actor = run.Caller.ActorFor(AccessTable.Lodge), Declaration = declaration };
        var began = time.GetTimestamp();
        var result = await SendAsync(shipment, command, cancellationToken);
        meters.LodgeLatency.Record(time.GetElapsedTime(began).TotalMilliseconds);
        if (result?.Refusal is { } refusal)
            return new Outcome(read, Refusal: refusal);
        if (result is null)
            return new Outcome(read, Refusal: s_notLodged);
        var lane = run.WantsLane ? await LaneOf(shipment) : null;
        return new Outcome(read, shipment, result.Repeated, lane);
    }

    /// <summary>A row that could not be read: the rules then say what else is wrong with it, so that its sender mends it once.</summary>
    private async Task<Outcome> RefuseAsync(IntakeRun run, DeclarationRead read)
    {
        if (read.Draft is not { } draft || !run.WantsRefusals)
            return new Outcome(read);
        try
        {
            return new Outcome(read, Others: await grains.Selectivity(run.Port).CheckDraft(DeclarationMapping.ToDeclaration(draft, run.Port), [.. read.Unread]));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is refused all the same, with what was found when it was read.
            NotChecked(log, e);
            return new Outcome(read);
        }
    }

    /// <summary>Null when it was not taken after several tries.</summary>
    private async Task<CommandResult?> SendAsync(ShipmentId shipment, LodgeDeclaration command, CancellationToken cancellationToken)
    {
        var pause = s_firstPause;
        for (var attempt = 1; ; attempt++, pause *= 2)
        {
            try
            {
                return await grains.Shipment(shipment).Lodge(command);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (attempt == Tries)
                {
                    NotLodged(log, e, shipment.Value);
                    return null;
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private async Task<string?> LaneOf(ShipmentId shipment)
    {
        try
        {
            return (await grains.Shipment(shipment).Get())?.Lane is { } lane ? JsonNamingPolicy.CamelCase.ConvertName(lane.ToString()) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is lodged; only the answer's example is missing.
            return null;
        }
    }

    private void Settle(IntakeRun run, Outcome outcome)
    {
        var result = "refused";
        if (outcome.Refusal is { } refusal)
        {
            run.Refused(outcome.Read, refusal);
        }
        else if (outcome.Shipment is { } shipment)
        {
            run.Lodged(outcome.Read.Line, shipment, outcome.Repeated, outcome.Lane);
            result = outcome.Repeated ? "repeated" : "accepted";
        }
        else
        {
            run.Refused(outcome.Read, outcome.Others);
        }

        meters.Declarations.Add(1, new KeyValuePair<string, object?>("outcome", result));
    }

    /// <summary>A trader declares in the own name, as declarant or as importer.</summary>
    private static Refusal? RefuseForeign(Caller caller, Declaration declaration) =>
        caller.IsAny(Roles.Supervisor, Roles.Agency, Roles.Administrator)
        || (caller.Scope.TraderId is { Length: > 0 } trader && (declaration.DeclarantId == trader || declaration.ImporterId == trader))
            ? null
            : new Refusal("NotYours", "A trader lodges own declarations only.", "declarantId", caller.Scope.TraderId ?? "an account with a trader id");

    /// <summary>The first 128 bits of the content's SHA-256, marked as a UUID of version 8 (RFC 9562: free form).</summary>
    private static CommandId IdOf(Declaration declaration)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(declaration, ContractJson.Options), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(hash[..16], bigEndian: true));
    }

    private sealed record Outcome(DeclarationRead Read, ShipmentId? Shipment = null, bool Repeated = false, string? Lane = null, Refusal? Refusal = null, ImmutableArray<RefusalFinding> Others = default);

    [LoggerMessage(LogLevel.Warning, "Declaration {Shipment} was not lodged")]
    private static partial void NotLodged(ILogger log, Exception exception, string shipment);

    [LoggerMessage(LogLevel.Warning, "A refused declaration was not checked for what else is wrong with it")]
    private static partial void NotChecked(ILogger log, Exception exception);
}
