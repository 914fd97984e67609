using System.Security.Cryptography;
using OpsHub.Domain.Common;

namespace OpsHub.Grains.Ports;

/// <summary>The operating system's source.</summary>
internal sealed class CryptographicRandom : IRandomSource
{
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
