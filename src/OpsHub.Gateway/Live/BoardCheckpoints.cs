using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Contracts;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Live;

/// <summary>Checkpoints of the boards as files, replaced as a whole. A cache: a missing or unreadable one only costs time.</summary>
internal sealed partial class BoardCheckpoints(IOptions<GatewayOptions> options, ILogger<BoardCheckpoints> log)
{
    public BoardCheckpoint? Read(PortId port)
    {
        try
        {
            return JsonSerializer.Deserialize<BoardCheckpoint>(File.ReadAllBytes(PathOf(port)), ContractJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            if (e is not (FileNotFoundException or DirectoryNotFoundException))
                Unreadable(log, e, port.Value);
            return null;
        }
    }

    public void Write(PortId port, byte[] checkpoint)
    {
        try
        {
            var path = PathOf(port);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path + ".new", checkpoint);
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unwritable(log, e, port.Value);
        }
    }

    public void Delete(PortId port) => File.Delete(PathOf(port));

    /// <summary>The port comes from configuration, never from a request.</summary>
    private string PathOf(PortId port) => Path.Combine(options.Value.CacheDirectory, $"board-{port}.json");

    [LoggerMessage(LogLevel.Warning, "The checkpoint of {Port} cannot be read; its board is rebuilt from the log")]
    private static partial void Unreadable(ILogger log, Exception exception, string port);

    [LoggerMessage(LogLevel.Warning, "The checkpoint of {Port} cannot be written; the next start reads more of the log")]
    private static partial void Unwritable(ILogger log, Exception exception, string port);
}
