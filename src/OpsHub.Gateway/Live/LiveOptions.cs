using System.ComponentModel.DataAnnotations;

namespace OpsHub.Gateway.Live;

/// <summary>Settings of the live board. Section <c>Live</c>.</summary>
public sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>Longest time between lossy frames while something changes, ms, 50 to 5,000 (default 250).</summary>
    [Range(50, 5_000)]
    public int TickMs { get; set; } = 250;

    /// <summary>Most events kept per topic for replay, 10 to 100,000 (default 1,000).</summary>
    [Range(10, 100_000)]
    public int RingEvents { get; set; } = 1_000;

    /// <summary>Oldest event kept for replay, minutes, 1 to 1,440 (default 10).</summary>
    [Range(1, 1_440)]
    public int RingMinutes { get; set; } = 10;

    /// <summary>Most live connections of this host, 1 to 100,000 (default 2,000).</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 2_000;

    /// <summary>A write that is stuck for longer ends the connection, seconds, 1 to 300 (default 15: two missed timeouts of the client).</summary>
    [Range(1, 300)]
    public int StuckWriteSeconds { get; set; } = 15;

    /// <summary>A tracker without a fix for longer leaves the board, minutes, 1 to 10,080 (default 60).</summary>
    [Range(1, 10_080)]
    public int ForgetTrackMinutes { get; set; } = 60;

    /// <summary>How often the board's checkpoint is written, seconds, 1 to 3,600 (default 60).</summary>
    [Range(1, 3_600)]
    public int CheckpointSeconds { get; set; } = 60;

    /// <summary>Upper end of the normal band: minutes from lodgement to release (default 240).</summary>
    public double ClearanceTargetMinutes { get; set; } = 240;

    /// <summary>Upper end of the normal band: minutes from gate-in to gate-out (default 45).</summary>
    public double GateWaitTargetMinutes { get; set; } = 45;
}
