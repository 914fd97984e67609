using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace OpsHub.Gateway.Dashboard;

/// <summary>
/// Serves the built dashboard from memory: each file read, hashed and compressed once per change on disk. Files with a
/// hash in their name never change and are cached for good; everything else is asked for again with its ETag. A page
/// address nobody else serves gets the start page, which routes by itself.
/// </summary>
internal sealed partial class DashboardFiles(string directory)
{
    private const string StartPage = "/index.html";

    /// <summary>Small files gain nothing.</summary>
    private const int CompressFromBytes = 1_024;

    /// <summary>Only this server, nothing inline but style attributes; camera pictures are blobs.</summary>
    private const string ContentSecurity =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] s_elsewhere = ["/api", "/hubs", "/ingest", "/openapi", "/healthz", "/readyz", "/ca.crt", "/ca.txt"];

    private static readonly FrozenSet<string> s_compressed =
        new[] { "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml", "application/geo+json", "text/plain", "application/wasm" }
            .ToFrozenSet(StringComparer.Ordinal);

    private readonly string _root = Path.GetFullPath(directory);
    private readonly FileExtensionContentTypeProvider _types = new() { Mappings = { [".webmanifest"] = "application/manifest+json", [".geojson"] = "application/geo+json" } };
    private readonly ConcurrentDictionary<string, Asset> _assets = new(StringComparer.Ordinal);

    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            || s_elsewhere.Any(prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal)))
        {
            await next(context);
            return;
        }

        var asset = Find(path == "/" ? StartPage : path) ?? (IsPage(path) ? Find(StartPage) : null);
        if (asset is null)
            await next(context);
        else
            await SendAsync(context, asset, IsHashed(path));
    }

    /// <summary>An address without a file extension is a page of the application.</summary>
    private static bool IsPage(string path) => !Path.HasExtension(path);

    private static bool IsHashed(string path) => HashedName().IsMatch(path);

    private static async Task SendAsync(HttpContext context, Asset asset, bool isHashed)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.ContentSecurityPolicy = ContentSecurity;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()";
        headers.CacheControl = isHashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = asset.Tag.ToString();
        headers.Vary = "Accept-Encoding";
        if (request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(asset.Tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (bytes, encoding) = asset.For(request.Headers.AcceptEncoding.ToString());
        if (encoding is not null)
            headers.ContentEncoding = encoding;
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private Asset? Find(string path)
    {
        var file = Path.GetFullPath(Path.Combine(_root, path.TrimStart('/')));
        if (!file.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || new FileInfo(file) is not { Exists: true } found)
            return null;
        if (_assets.TryGetValue(file, out var asset) && asset.ChangedAt == found.LastWriteTimeUtc)
            return asset;
        var type = _types.TryGetContentType(file, out var known) ? known : "application/octet-stream";
        return _assets[file] = new Asset(File.ReadAllBytes(file), type, found.LastWriteTimeUtc);
    }

    /// <summary>Vite's names: eight or more letters before the extension.</summary>
    [GeneratedRegex(@"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")]
    private static partial Regex HashedName();

    private sealed class Asset(byte[] bytes, string contentType, DateTime changedAt)
    {
        private readonly Lazy<byte[]?> _brotli = new(() => Compress(bytes, contentType, stream => new BrotliStream(stream, new BrotliCompressionOptions { Quality = 9 })));
        private readonly Lazy<byte[]?> _gzip = new(() => Compress(bytes, contentType, stream => new GZipStream(stream, CompressionLevel.SmallestSize)));

        public string ContentType { get; } = contentType.StartsWith("text/", StringComparison.Ordinal) ? contentType + "; charset=utf-8" : contentType;

        public DateTime ChangedAt => changedAt;

        public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"", isWeak: true);

        public (byte[] Bytes, string? Encoding) For(string accepted)
        {
            if (accepted.Contains("br", StringComparison.Ordinal) && _brotli.Value is { } brotli)
                return (brotli, "br");
            return accepted.Contains("gzip", StringComparison.Ordinal) && _gzip.Value is { } gzip ? (gzip, "gzip") : (bytes, null);
        }

        private static byte[]? Compress(byte[] bytes, string contentType, Func<Stream, Stream> compressor)
        {
            if (bytes.Length < CompressFromBytes || !s_compressed.Contains(contentType))
                return null;
            using var target = new MemoryStream();
            using (var stream = compressor(target))
                stream.Write(bytes);
            return target.ToArray();
        }
    }
}
