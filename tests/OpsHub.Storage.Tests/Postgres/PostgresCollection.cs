using OpsHub.Testing.Storage;

namespace OpsHub.Storage.Tests.Postgres;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The class is skipped where no PostgreSQL server can be started.</summary>
public sealed class RequiresPostgresAttribute : RequiresAttribute
{
    public override string? Missing => PostgresServer.Missing;
}
