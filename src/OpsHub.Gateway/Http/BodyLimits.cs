using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace OpsHub.Gateway.Http;

/// <summary>Largest bodies, bytes. More is answered 413 with the limit.</summary>
public static class BodyLimits
{
    /// <summary>A command: the largest, findings of 4,000 characters with 50 evidence hashes, needs 20 KB.</summary>
    public const long Command = 64 * 1024;

    /// <summary>Declarations, streamed: 256 MB is about a million rows.</summary>
    public const long Declarations = 256L * 1024 * 1024;

    /// <summary>One chunk of evidence.</summary>
    public const long EvidenceChunk = 8L * 1024 * 1024;

    /// <summary>A port's configuration with its plan.</summary>
    public const long PortPlan = 16L * 1024 * 1024;

    /// <summary>One geofence: 2,000 positions of 40 characters, and its rules.</summary>
    public const long Geofence = 256 * 1024;

    /// <summary>A phone's report; OwnTracks and OsmAnd send under 2 KB.</summary>
    public const long PositionReport = 16 * 1024;

    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Limit(bytes));

    private sealed record Limit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
