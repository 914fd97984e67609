namespace OpsHub.Domain.Common;

/// <summary>Where chance comes from: cryptographic in operation, seeded in a simulation.</summary>
public interface IRandomSource
{
    /// <summary>Fills the buffer with bytes nobody can predict.</summary>
    void Fill(Span<byte> buffer);
}
