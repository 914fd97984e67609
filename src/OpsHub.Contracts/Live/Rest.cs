using System.Collections.Immutable;

namespace OpsHub.Contracts.Live;

/// <summary><c>POST /api/v1/session</c>.</summary>
public sealed record SessionRequest(string User, string Password);

/// <param name="AccessToken">Opaque bearer token; also as <c>access_token</c> query parameter on the hub's WebSocket.</param>
public sealed record SessionAnswer(
    string AccessToken, DateTimeOffset ExpiresAt, ImmutableArray<string> Roles, ImmutableArray<string> Ports, string User, string DisplayName);

/// <summary>Answer to <c>POST /api/v1/ports/{port}/declarations</c>.</summary>
/// <param name="Accepted">Newly lodged.</param>
/// <param name="Repeated">Lodged before with the same content: harmless.</param>
/// <param name="Refused">Rows not taken.</param>
/// <param name="Refusals">At most 1,000; <paramref name="Refused"/> counts all.</param>
public sealed record IntakeAnswer(
    int Accepted, int Repeated, int Refused, ImmutableArray<IntakeRefusal> Refusals, ImmutableArray<IntakeLane> Lodged);

/// <param name="Line">Line of the CSV file (header = 1), or index from 1 in a JSON array.</param>
/// <param name="Value">What was there, cut to 40 characters.</param>
/// <param name="Expected">What would be right.</param>
public sealed record IntakeRefusal(long Line, string? DeclarationId, string Field, string? Value, string Problem, string Expected);

/// <summary>Lodged shipments with their lane; at most 100, in order.</summary>
public sealed record IntakeLane(ShipmentId Shipment, string Lane);

/// <summary><c>GET /healthz</c>.</summary>
public sealed record HealthAnswer(string Status, string Runtime, string Version);
