using System.ComponentModel.DataAnnotations;

namespace OpsHub.Gateway.Hosting;

/// <summary>Settings of the gateway. Section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>UN/LOCODEs of the ports this hub serves, at least one; the first takes what names no port (an AIS receiver).</summary>
    public string[] Ports { get; set; } = [];

    /// <summary>Hours a sign-in lasts, 1 to 24 (default 12: a long shift).</summary>
    [Range(1, 24)]
    public int SessionHours { get; set; } = 12;

    /// <summary>How long an answer about a token may be remembered, ms, 0 to 1,000 (default 1,000).</summary>
    [Range(0, 1_000)]
    public int SessionCacheMs { get; set; } = 1_000;

    /// <summary>How often the token behind a live connection is looked at, ms, 50 to 1,000 (default 400, so that a revoked one is cut within a second).</summary>
    [Range(50, 1_000)]
    public int SessionWatchMs { get; set; } = 400;

    /// <summary>Failed sign-ins per user and minute before more are refused, 1 to 100 (default 10).</summary>
    [Range(1, 100)]
    public int SignInFailuresPerUser { get; set; } = 10;

    /// <summary>Failed sign-ins per address and minute before more are refused, 1 to 10,000 (default 60: a port may sit behind one address).</summary>
    [Range(1, 10_000)]
    public int SignInFailuresPerAddress { get; set; } = 60;

    /// <summary>Folder of what can be rebuilt: checkpoints of the boards.</summary>
    [Required]
    public string CacheDirectory { get; set; } = "data/cache";

    /// <summary>The built dashboard; null when there is none (the API works without).</summary>
    public string? DashboardDirectory { get; set; }

    /// <summary>Declarations being lodged at once, 1 to 4,096 (default 256).</summary>
    [Range(1, 4_096)]
    public int IntakeInFlight { get; set; } = 256;

    /// <summary>The ports as ids; Tallinn when none is configured.</summary>
    public IEnumerable<Contracts.PortId> PortIds => (Ports is { Length: > 0 } ? Ports : ["EETLL"]).Select(port => new Contracts.PortId(port));

    internal TimeSpan SessionCacheAge => TimeSpan.FromMilliseconds(SessionCacheMs);
}
