using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Storage.Evidence;

namespace OpsHub.Gateway.Evidence;

/// <summary>
/// Photos, scans and documents, in chunks: <c>PUT /evidence/{sha256}</c> with <c>Content-Range: bytes 0-99/1000</c>. Each
/// answer carries <c>Upload-Id</c>, which the next chunk sends back, and <c>Upload-Offset</c>, where to go on. 201 when
/// all is stored and the hash was right, 202 while more is expected.
/// </summary>
internal static class EvidenceEndpoints
{
    private const string UploadIdHeader = "Upload-Id";
    private const string UploadOffsetHeader = "Upload-Offset";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/evidence/{sha256}", Put).RequireAccess(AccessTable.EvidenceWrite).WithBodyLimit(BodyLimits.EvidenceChunk)
            .Accepts<byte[]>("application/octet-stream").Produces(201).Produces(202).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Uploads a chunk of a piece of evidence.");
        api.MapGet("/evidence/{sha256}", Get).RequireAccess(AccessTable.EvidenceRead)
            .Produces(200, contentType: "application/octet-stream").ProducesProblem(404).WithSummary("A piece of evidence.");
    }

    private static async Task<IResult> Put(string sha256, HttpContext http, IEvidenceStore store)
    {
        if (!ContentHash.TryParse(sha256, out var hash))
            return HashRefused();
        var range = http.Request.GetTypedHeaders().ContentRange;
        if (range is not { From: { } from, To: { } to, Length: { } length } || range.Unit != "bytes" || to < from || to >= length)
            return Problems.Result(422, "RangeRefused", "The chunk does not say where it belongs.", "content-range", "bytes {first}-{last}/{total}");
        if (http.Request.ContentLength is { } sent && sent != to - from + 1)
            return Problems.Result(422, "RangeRefused", "The chunk is not as long as its range.", "content-range", $"{sent} bytes");
        var begun = await BeginAsync(http, store, hash, from, length);
        if (begun.Status != UploadStatus.Receiving)
            return Answer(http, begun);
        return Answer(http, await store.AppendAsync(begun.Upload, from, http.Request.Body, http.RequestAborted));
    }

    private static async ValueTask<UploadResult> BeginAsync(HttpContext http, IEvidenceStore store, ContentHash hash, long from, long length)
    {
        if (Guid.TryParse(http.Request.Headers[UploadIdHeader], out var upload))
        {
            var found = await store.FindAsync(new UploadId(upload), http.RequestAborted);
            return found.Status == UploadStatus.Receiving && found.Content != hash ? new UploadResult(UploadStatus.UnknownUpload) : found;
        }

        // Without an id only the first chunk can be placed.
        return from == 0 ? await store.BeginAsync(hash, length, http.RequestAborted) : new UploadResult(UploadStatus.UnknownUpload);
    }

    private static IResult Answer(HttpContext http, UploadResult result)
    {
        if (result.Upload != default)
        {
            http.Response.Headers[UploadIdHeader] = result.Upload.ToString();
            http.Response.Headers[UploadOffsetHeader] = result.OffsetBytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return result.Status switch
        {
            UploadStatus.Stored => Results.StatusCode(StatusCodes.Status201Created),
            UploadStatus.Receiving => Results.StatusCode(StatusCodes.Status202Accepted),
            UploadStatus.OffsetMismatch => Problems.Result(409, "OffsetMismatch", "The chunk does not start where the upload stands.", "content-range", $"from {result.OffsetBytes}"),
            UploadStatus.UnknownUpload => Problems.Result(409, "UploadUnknown", "There is no such upload, or it has ended.", "upload-id", "start again at byte 0"),
            UploadStatus.HashMismatch => Problems.Result(422, "HashMismatch", "The bytes do not have that SHA-256. Send everything again.", "sha256"),
            UploadStatus.LengthRefused => Problems.Result(422, "LengthRefused", "Evidence of that length is not taken.", "content-range"),
            _ => Problems.Result(503, "TooManyUploads", "Too many uploads are under way. Try again later."),
        };
    }

    private static async Task<IResult> Get(string sha256, HttpContext http, IEvidenceStore store)
    {
        if (!ContentHash.TryParse(sha256, out var hash))
            return HashRefused();
        if (await store.OpenReadAsync(hash, http.RequestAborted) is not { } content)
            return Problems.NotFound("evidence", sha256);

        // The content never changes under its hash; it is for the signed-in reader only and is never shown as a page.
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        http.Response.Headers.ContentDisposition = "attachment";
        return Results.Stream(content, "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{hash}\""), enableRangeProcessing: true);
    }

    private static IResult HashRefused() => Problems.Result(422, "HashRefused", "That is not a SHA-256.", "sha256", "64 hex digits");
}
