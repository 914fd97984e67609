using System.Collections.Immutable;
using System.Reflection;
using OpsHub.Contracts;

namespace OpsHub.Gateway.Access;

/// <summary>
/// The one table of who may do what. Every endpoint, hub method and ingest door names a rule of this table; a door that
/// names none is closed. The administrator sets the system up and sees no targeting.
/// </summary>
public static class AccessTable
{
    // Open to everybody.
    public static readonly AccessRule Health = Anyone("health");
    public static readonly AccessRule ApiDescription = Anyone("api.description");
    public static readonly AccessRule Certificate = Anyone("certificate.read");
    public static readonly AccessRule SignIn = Anyone("session.open");

    // Every signed-in user, about the own account.
    public static readonly AccessRule Session = User("session.own", PortFrom.None);
    public static readonly AccessRule PortsList = User("ports.list", PortFrom.None);

    // Boards.
    public static readonly AccessRule Snapshot = User(
        "snapshot.read", PortFrom.Route, "an officer: own cases and duty",
        Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Auditor);
    public static readonly AccessRule Plan = User("plan.read", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Auditor);
    public static readonly AccessRule Geofences = User("geofences.read", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Auditor, Roles.Administrator);
    public static readonly AccessRule GeofencesManage = User("geofences.manage", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Administrator);
    public static readonly AccessRule GeofenceActivity = User("geofences.activity", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Auditor);
    public static readonly AccessRule Workload = User("workload.read", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Auditor);
    public static readonly AccessRule Alarms = User("alarms.read", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Auditor);
    public static readonly AccessRule AlarmsAnswer = User("alarms.answer", PortFrom.Route, null, Roles.Commander, Roles.Supervisor);
    public static readonly AccessRule AlarmsSilence = User(
        "alarms.silence", PortFrom.Route, "a P1 out of service: a commander", Roles.Commander, Roles.Supervisor);
    public static readonly AccessRule Find = User("find", PortFrom.Route, null, Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor);
    public static readonly AccessRule Trackers = User("trackers.read", PortFrom.None, "trackers of the caller's ports", Roles.Commander, Roles.Supervisor, Roles.Auditor);
    public static readonly AccessRule TrackerHistory = User(
        "trackers.history", PortFrom.None, "trackers of the caller's ports; an analyst: officers coarse", Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor);
    public static readonly AccessRule Playback = User(
        "playback.read", PortFrom.Route, "an analyst: officers coarse", Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor);

    // Shipments.
    public static readonly AccessRule Lodge = User("declarations.lodge", PortFrom.Route, "a trader: own declarations", Roles.Trader, Roles.Agency, Roles.Administrator, Roles.Supervisor);
    public static readonly AccessRule Shipments = User("shipments.list", PortFrom.None, "shipments of the caller's ports", Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor);
    public static readonly AccessRule Shipment = User(
        "shipment.read", PortFrom.Id, "an officer: with a case of it; a trader: its own, without targeting",
        Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor, Roles.Agency, Roles.Officer, Roles.Trader);
    public static readonly AccessRule ShipmentPosition = User(
        "shipment.position", PortFrom.Id, "an officer: with a case of it",
        Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor, Roles.Agency, Roles.Officer);
    public static readonly AccessRule Movements = User("shipment.move", PortFrom.Id, null, Roles.Supervisor, Roles.Agency, Roles.Officer);
    public static readonly AccessRule Documents = User(
        "shipment.document", PortFrom.Id, "a trader: its own", Roles.Supervisor, Roles.Agency, Roles.Officer, Roles.Trader);
    public static readonly AccessRule Holds = User("shipment.hold", PortFrom.Id, "an agency: its own holds", Roles.Commander, Roles.Supervisor, Roles.Agency);
    public static readonly AccessRule Lane = User("shipment.lane", PortFrom.Id, null, Roles.Commander, Roles.Supervisor, Roles.Analyst);

    // Inspections and officers.
    public static readonly AccessRule Inspection = User(
        "inspection.read", PortFrom.Id, "an officer: as its holder", Roles.Commander, Roles.Supervisor, Roles.Auditor, Roles.Officer);
    public static readonly AccessRule InspectionWhy = User("inspection.why", PortFrom.Id, null, Roles.Commander, Roles.Supervisor, Roles.Auditor);
    public static readonly AccessRule InspectionAnswer = User("inspection.answer", PortFrom.Id, "as the officer who has it", Roles.Officer);
    public static readonly AccessRule Endorse = User("inspection.endorse", PortFrom.Id, null, Roles.Supervisor);
    public static readonly AccessRule Moves = User("cases.move", PortFrom.Route, null, Roles.Supervisor);
    public static readonly AccessRule OfficerSelf = User("officer.self", PortFrom.None, "the own record", Roles.Officer);
    public static readonly AccessRule DuressClear = User("officer.duress.clear", PortFrom.Body, null, Roles.Commander, Roles.Supervisor);

    // Risk, ledger, evidence.
    public static readonly AccessRule Profiles = User("profiles", PortFrom.Route, null, Roles.Analyst);
    public static readonly AccessRule Ledger = User("ledger.read", PortFrom.Route, null, Roles.Auditor);
    public static readonly AccessRule EvidenceWrite = User("evidence.write", PortFrom.None, null, Roles.Officer, Roles.Supervisor, Roles.Auditor);
    public static readonly AccessRule EvidenceRead = User("evidence.read", PortFrom.None, null, Roles.Officer, Roles.Supervisor, Roles.Auditor);

    // Setting up.
    public static readonly AccessRule Devices = User("devices.register", PortFrom.Body, null, Roles.Administrator);
    public static readonly AccessRule Accounts = User("accounts.manage", PortFrom.Body, null, Roles.Administrator);
    public static readonly AccessRule OfficersManage = User("officers.manage", PortFrom.Body, null, Roles.Administrator);
    public static readonly AccessRule PortsManage = User("ports.manage", PortFrom.Route, null, Roles.Administrator);

    // The hub; method rules come on top of the connection's.
    public static readonly AccessRule Live = User(
        LiveName, PortFrom.None, "topics and tiles by role", Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Auditor);
    public static readonly AccessRule LiveTracks = User(
        LiveTracksName, PortFrom.None, "officer positions coarse for officers and analysts", Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Auditor);

    // Ingest doors.
    public static readonly AccessRule IngestPhone = new("ingest.phone", Entry.Device, PortFrom.None, [Roles.Device], "the device's own position");
    public static readonly AccessRule IngestNmea = new("ingest.nmea", Entry.Network, PortFrom.None, [], "allowed network addresses");

    public const string LiveName = "live";
    public const string LiveTracksName = "live.tracks";

    /// <summary>Every rule, by name.</summary>
    public static ImmutableSortedDictionary<string, AccessRule> All { get; } = typeof(AccessTable)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.FieldType == typeof(AccessRule))
        .Select(field => (AccessRule)field.GetValue(null)!)
        .ToImmutableSortedDictionary(rule => rule.Name, rule => rule, StringComparer.Ordinal);

    private static AccessRule Anyone(string name) => new(name, Entry.Anyone, PortFrom.None, []);

    private static AccessRule User(string name, PortFrom port, string? narrowed = null, params string[] roles) =>
        new(name, Entry.User, port, [.. roles], narrowed);
}
