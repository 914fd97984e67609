using System.ComponentModel.DataAnnotations;
using System.Net;
using OpsHub.Wire.Phones;

namespace OpsHub.Gateway.Ingest;

/// <summary>Settings of the doors for positions. Section <c>Ingest</c>.</summary>
public sealed class IngestOptions : IValidatableObject
{
    public const string Section = "Ingest";

    /// <summary>Fixes that may wait per track shard, 256 to 1,000,000 (default 8,192: some seconds of a large port).</summary>
    [Range(256, 1_000_000)]
    public int QueuePerShard { get; set; } = 8_192;

    /// <summary>Fixes in one batch, 1 to 512 (default 256, the size from which a batch gains nothing).</summary>
    [Range(1, 512)]
    public int BatchFixes { get; set; } = 256;

    /// <summary>Longest wait for a batch to fill, ms, 0 to 1,000 (default 20).</summary>
    [Range(0, 1_000)]
    public int BatchMs { get; set; } = 20;

    /// <summary>Longest wait of a phone for its fix to be durable, seconds, 1 to 60 (default 10).</summary>
    [Range(1, 60)]
    public int AnswerSeconds { get; set; } = 10;

    /// <summary>Unit of <c>speed</c> in OsmAnd queries (default knots, as the protocol says).</summary>
    public SpeedUnit OsmAndSpeed { get; set; } = SpeedUnit.Knots;

    public NmeaOptions Nmea { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Nmea.Validate();
}

/// <summary>AIS receivers over UDP and TCP.</summary>
public sealed class NmeaOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>IP address to listen on; there is no sign-in on this door, so this machine only by default.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 = any free port.</summary>
    public int UdpPort { get; set; } = 10_110;

    /// <summary>0 = any free port.</summary>
    public int TcpPort { get; set; } = 10_110;

    /// <summary>UN/LOCODE of the port whose traffic comes here; null = the first served port.</summary>
    public string? Port { get; set; }

    /// <summary>Networks that may send, such as <c>10.1.0.0/16</c>; empty = everybody who reaches the address.</summary>
    public string[] AllowedSources { get; set; } = [];

    /// <summary>Most TCP connections at a time (default 64).</summary>
    public int MaxConnections { get; set; } = 64;

    /// <summary>A TCP connection that says nothing for longer is closed, seconds (default 300).</summary>
    public int IdleSeconds { get; set; } = 300;

    internal bool Allows(IPAddress source)
    {
        var address = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        return AllowedSources.Length == 0 || AllowedSources.Any(network => IPNetwork.Parse(network).Contains(address));
    }

    internal IEnumerable<ValidationResult> Validate()
    {
        if (!IPAddress.TryParse(Address, out _))
            yield return new ValidationResult($"Ingest:Nmea:Address is '{Address}'; an IP address is needed.", [nameof(IngestOptions.Nmea)]);
        foreach (var network in AllowedSources.Where(network => !IPNetwork.TryParse(network, out _)))
            yield return new ValidationResult($"Ingest:Nmea:AllowedSources has '{network}'; a network such as 10.1.0.0/16 is needed.", [nameof(IngestOptions.Nmea)]);
        if (MaxConnections is < 1 or > 10_000 || IdleSeconds is < 1 or > 86_400)
            yield return new ValidationResult("Ingest:Nmea:MaxConnections can be 1 to 10000, Ingest:Nmea:IdleSeconds 1 to 86400.", [nameof(IngestOptions.Nmea)]);
    }
}
