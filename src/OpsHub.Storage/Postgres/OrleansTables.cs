using System.Text;

namespace OpsHub.Storage.Postgres;

/// <summary>
/// The tables behind Orleans' ADO.NET providers, and the statements those providers look up in <c>OrleansQuery</c>. The
/// names of keys, parameters and result columns are the providers' contract; tables and statements are ours. A conflict is
/// told by an empty result (state) or by false (membership, reminders), as the providers expect.
/// </summary>
internal static class OrleansTables
{
    private const string Tables =
        """
        CREATE TABLE orleansquery(querykey text PRIMARY KEY, querytext text NOT NULL);

        -- State of grains. version: the ETag. payload NULL: cleared.
        CREATE TABLE grain_states(
            service text NOT NULL,
            state_name text NOT NULL,
            grain_n0 bigint NOT NULL,
            grain_n1 bigint NOT NULL,
            grain_text text NOT NULL,
            version integer NOT NULL,
            payload bytea,
            modified_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY(grain_text, state_name, grain_n0, grain_n1, service));

        CREATE TABLE grain_reminders(
            service text NOT NULL,
            grain text NOT NULL,
            name text NOT NULL,
            hash integer NOT NULL,
            started_at timestamptz NOT NULL,
            period_ms bigint NOT NULL,
            version integer NOT NULL,
            PRIMARY KEY(service, grain, name));
        CREATE INDEX grain_reminders_by_hash ON grain_reminders(service, hash);
        -- Versions of reminders come from here, so that a removed reminder's ETag never comes back.
        CREATE SEQUENCE grain_reminder_versions AS integer CYCLE;

        CREATE TABLE cluster_versions(cluster text PRIMARY KEY, version integer NOT NULL, modified_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE cluster_members(
            cluster text NOT NULL,
            address text NOT NULL,
            port integer NOT NULL,
            generation integer NOT NULL,
            silo_name text NOT NULL,
            host_name text NOT NULL,
            status integer NOT NULL,
            proxy_port integer NOT NULL,
            suspect_times text,
            started_at timestamptz NOT NULL,
            alive_at timestamptz NOT NULL,
            PRIMARY KEY(cluster, address, port, generation));
        """;

    private const string StateKey =
        """
        grain_text = coalesce(@GrainIdExtensionString::text, '') AND state_name = @GrainTypeString
            AND grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND service = @ServiceId
        """;

    private const string MemberKey = "cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation";

    private const string Members =
        """
        SELECT m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.silo_name AS "SiloName", m.host_name AS "HostName",
            m.status AS "Status", m.proxy_port AS "ProxyPort", m.suspect_times AS "SuspectTimes", m.started_at AS "StartTime",
            m.alive_at AS "IAmAliveTime", v.version AS "Version"
        FROM cluster_versions v LEFT JOIN cluster_members m ON m.cluster = v.cluster
        """;

    private const string Reminders =
        """
        SELECT grain AS "GrainId", name AS "ReminderName", started_at AS "StartTime", period_ms AS "Period", version AS "Version"
        FROM grain_reminders WHERE service = @ServiceId
        """;

    private static readonly (string Key, string Text)[] s_queries =
    [
        ("ReadFromStorageKey", $"""SELECT payload AS "PayloadBinary", version AS "Version" FROM grain_states WHERE {StateKey}"""),
        ("WriteToStorageKey",
            $"""
            WITH updated AS (
                UPDATE grain_states SET payload = @PayloadBinary, version = version + 1, modified_at = now()
                WHERE {StateKey} AND version = @GrainStateVersion::integer RETURNING version),
            inserted AS (
                INSERT INTO grain_states(service, state_name, grain_n0, grain_n1, grain_text, version, payload)
                SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''), 1, @PayloadBinary
                WHERE @GrainStateVersion::integer IS NULL ON CONFLICT DO NOTHING RETURNING version)
            SELECT version AS "NewGrainStateVersion" FROM updated UNION ALL SELECT version FROM inserted
            """),
        ("ClearStorageKey",
            $"""
            UPDATE grain_states SET payload = NULL, version = version + 1, modified_at = now()
            WHERE {StateKey} AND version = @GrainStateVersion::integer RETURNING version AS "NewGrainStateVersion"
            """),
        ("DeleteStorageKey",
            $"""DELETE FROM grain_states WHERE {StateKey} AND version = @GrainStateVersion::integer RETURNING version + 1 AS "NewGrainStateVersion" """),

        ("ReadReminderRowsKey", $"{Reminders} AND grain = @GrainId"),
        ("ReadReminderRowKey", $"{Reminders} AND grain = @GrainId AND name = @ReminderName"),
        ("ReadRangeRows1Key", $"{Reminders} AND hash > @BeginHash AND hash <= @EndHash"),
        ("ReadRangeRows2Key", $"{Reminders} AND (hash > @BeginHash OR hash <= @EndHash)"),
        ("UpsertReminderRowKey",
            """
            INSERT INTO grain_reminders(service, grain, name, hash, started_at, period_ms, version)
            VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, nextval('grain_reminder_versions'))
            ON CONFLICT(service, grain, name) DO UPDATE
                SET hash = excluded.hash, started_at = excluded.started_at, period_ms = excluded.period_ms, version = excluded.version
            RETURNING version AS "Version"
            """),
        ("DeleteReminderRowKey",
            """
            WITH gone AS (
                DELETE FROM grain_reminders WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version RETURNING 1)
            SELECT EXISTS (SELECT 1 FROM gone)
            """),
        ("DeleteReminderRowsKey", "DELETE FROM grain_reminders WHERE service = @ServiceId"),

        ("InsertMembershipVersionKey",
            """
            WITH added AS (INSERT INTO cluster_versions(cluster, version) VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT EXISTS (SELECT 1 FROM added)
            """),
        ("InsertMembershipKey",
            $"""
            WITH turn AS (
                UPDATE cluster_versions SET version = version + 1, modified_at = now()
                WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (SELECT 1 FROM cluster_members WHERE {MemberKey}) RETURNING 1),
            added AS (
                INSERT INTO cluster_members(cluster, address, port, generation, silo_name, host_name, status, proxy_port, started_at, alive_at)
                SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turn
                RETURNING 1)
            SELECT EXISTS (SELECT 1 FROM added)
            """),
        ("UpdateMembershipKey",
            $"""
            WITH turn AS (
                UPDATE cluster_versions SET version = version + 1, modified_at = now()
                WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (SELECT 1 FROM cluster_members WHERE {MemberKey}) RETURNING 1),
            changed AS (
                UPDATE cluster_members SET status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
                FROM turn WHERE {MemberKey} RETURNING 1)
            SELECT EXISTS (SELECT 1 FROM changed)
            """),
        ("UpdateIAmAlivetimeKey", $"UPDATE cluster_members SET alive_at = @IAmAliveTime WHERE {MemberKey}"),
        ("MembershipReadAllKey", $"{Members} WHERE v.cluster = @DeploymentId"),
        ("MembershipReadRowKey", $"{Members} AND m.address = @Address AND m.port = @Port AND m.generation = @Generation WHERE v.cluster = @DeploymentId"),
        ("GatewaysQueryKey",
            """
            SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation" FROM cluster_members
            WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0
            """),
        ("DeleteMembershipTableEntriesKey",
            "WITH members AS (DELETE FROM cluster_members WHERE cluster = @DeploymentId) DELETE FROM cluster_versions WHERE cluster = @DeploymentId"),
        // 3 is Orleans' SiloStatus.Active: a silo that may be alive is never removed for being late.
        ("CleanupDefunctSiloEntriesKey", "DELETE FROM cluster_members WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3"),
    ];

    /// <summary>The whole migration step.</summary>
    public static string Script
    {
        get
        {
            var script = new StringBuilder(Tables);
            foreach (var (key, text) in s_queries)
                script.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nINSERT INTO orleansquery(querykey, querytext) VALUES ('{key}', $query${text}$query$);");
            return script.ToString();
        }
    }
}
