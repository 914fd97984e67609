using System.Text.Json;

namespace OpsHub.Silo.Commands;

/// <summary>Cuts a JSON array of declarations (or a single object) into arrays of a bounded number of elements.</summary>
internal static class JsonChunks
{
    /// <param name="skip">Elements answered for before.</param>
    /// <exception cref="CommandFailedException">The file is not JSON; says where.</exception>
    public static IEnumerable<CsvChunk> Read(string path, long skip, int recordsPerChunk)
    {
        using var file = File.OpenRead(path);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(file);
        }
        catch (JsonException error)
        {
            throw new CommandFailedException($"{path}: not JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine}: one object or an array of objects is expected");
        }

        using (document)
        {
            var root = document.RootElement;
            var elements = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
            for (var from = (int)skip; from < elements.Length; from += recordsPerChunk)
            {
                var part = elements[from..Math.Min(elements.Length, from + recordsPerChunk)];
                var end = (long)(file.Length * ((from + part.Length) / (double)elements.Length));
                // Elements are numbered from 1 and the stored "line" starts at 2, so the same bookkeeping serves CSV and JSON.
                yield return new CsvChunk(JsonSerializer.SerializeToUtf8Bytes(part), from + 2, part.Length, end);
            }
        }
    }
}
