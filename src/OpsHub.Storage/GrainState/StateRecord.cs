namespace OpsHub.Storage.GrainState;

/// <summary>A stored state.</summary>
/// <param name="Version">Counts writes and clears from 1; the ETag.</param>
/// <param name="Payload">What <see cref="StateCodec"/> wrote; null when cleared.</param>
internal readonly record struct StateRecord(long Version, ReadOnlyMemory<byte>? Payload);

/// <summary>The write was based on another version than the stored one; nothing was written.</summary>
internal sealed class StateVersionException(string grain, string name, long? expected, long? stored)
    : Exception($"State '{name}' of {grain} has version {Show(stored)}, the write was based on {Show(expected)}.")
{
    public long? Expected { get; } = expected;

    public long? Stored { get; } = stored;

    private static string Show(long? version) => version?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";
}
