using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Phones;

/// <summary>What both JSON senders share: one object per request, numbers that may come as text.</summary>
internal static class PhoneJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>The body as one object, or why it is none.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> body, out JsonDocument? document, out PhoneReading refused)
    {
        document = null;
        refused = default;
        if (!Utf8.IsValid(body))
        {
            refused = Refused(body, "is not UTF-8");
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(body, Options);
            document = JsonDocument.ParseValue(ref reader);
            var rest = body[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8);
            if (document.RootElement.ValueKind == JsonValueKind.Object && rest.IsEmpty)
                return true;
            document.Dispose();
            document = null;
            refused = Refused(body, rest.IsEmpty ? "is no object" : "goes on behind the object");
        }
        catch (JsonException error)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"is no JSON from line {error.LineNumber + 1}, byte {error.BytePositionInLine} on");
            refused = Refused(body, where);
        }

        return false;
    }

    /// <summary>Text of a number or a string; false for everything else, null and missing included.</summary>
    public static bool TryText(JsonElement parent, string name, out string text)
    {
        text = "";
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value))
            return false;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return false;
            case JsonValueKind.String:
                return TryString(value, out text);
            default:
                // Numbers as written; anything else becomes a finding when it is read as a number.
                text = value.GetRawText();
                return true;
        }
    }

    // A lone surrogate escape is valid JSON syntax and no text.
    private static bool TryString(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            text = "\uFFFD";
        }

        return true;
    }

    private static PhoneReading Refused(ReadOnlySpan<byte> body, string problem) =>
        PhoneReading.Refused(new Finding("body", SpanText.Cut(body), problem, "one JSON object in UTF-8"));
}
