using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// Declarations as JSON: one object, an array of them, or one per line. Property names are those of <see cref="DeclarationRow"/> in camel
/// case; the CSV column names are understood too, unknown ones passed over. <c>containers</c> is a list of numbers, <c>documents</c> of
/// <c>{"type","number"}</c> or texts, <c>items</c> of <c>{"line","hs","description","quantity","unit","netMassKilograms","value"}</c>.
/// Numbers may come as text.
/// </summary>
public static class DeclarationJson
{
    /// <summary>
    /// Reads object by object; never holds more than one. Broken ones are findings with their line, and reading goes on behind them.
    /// </summary>
    /// <param name="stream">UTF-8; not closed.</param>
    /// <param name="options">What the input itself does not say.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async IAsyncEnumerable<DeclarationRead> ReadAsync(
        Stream stream, DeclarationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options ??= DeclarationOptions.Default;
        var objects = new JsonObjects(stream, options.MaxRowLength);
        var builder = new DeclarationBuilder(DeclarationFields.JsonName, options.DefaultCurrency);
        var any = false;
        while (await objects.ReadAsync(cancellation).ConfigureAwait(false))
        {
            any = true;
            if (objects.Fault is { } fault)
            {
                yield return DeclarationRead.Refused(fault);
                continue;
            }

            if (!Utf8.IsValid(objects.Current.Span))
            {
                yield return DeclarationRead.Refused(new Finding("row", SpanText.Cut(objects.Current.Span), "is not UTF-8", "one JSON object in UTF-8", objects.Line));
                objects.Recovered();
                continue;
            }

            builder.Begin(objects.Line);
            Fill(builder, objects.Current);
            // A piece of an object that was refused already is not a declaration of its own.
            if (objects.IsRecovering && !builder.Has(DeclarationField.DeclarationId))
                continue;
            objects.Recovered();
            yield return builder.Build();
        }

        if (!any)
            yield return DeclarationRead.Refused(new Finding("body", "", "has no declaration", "one JSON object, or an array of them", 1));
    }

    private static void Fill(DeclarationBuilder builder, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!TryName(property, out var name) || !DeclarationFields.TryFind(name, out var field))
                continue;
            switch (field)
            {
                case DeclarationField.Containers or DeclarationField.Documents or DeclarationField.Items:
                    FillList(builder, field, name, property.Value);
                    break;
                default:
                    if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                        builder.Refuse(field, property.Value.GetRawText(), "is no single value", "a text or a number");
                    else
                        builder.Set(field, Text(property.Value) ?? "");
                    break;
            }
        }
    }

    private static void FillList(DeclarationBuilder builder, DeclarationField field, string name, JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Null)
            return;
        if (list.ValueKind != JsonValueKind.Array)
        {
            builder.Find(name, list.GetRawText(), "is no list", "a list in square brackets");
            return;
        }

        foreach (var entry in list.EnumerateArray())
        {
            var isObject = entry.ValueKind == JsonValueKind.Object;
            if (field == DeclarationField.Containers && !isObject)
                builder.AddContainer(Text(entry) ?? "");
            else if (field == DeclarationField.Documents)
                builder.AddDocument((isObject ? Text(entry, "type") : Text(entry)) ?? "", isObject ? Text(entry, "number") : null);
            else if (field == DeclarationField.Items && isObject)
                builder.AddItem(
                    Text(entry, "line"), Text(entry, "hs"), Text(entry, "description"), Text(entry, "quantity"), Text(entry, "unit"),
                    Text(entry, "netMassKilograms"), Text(entry, "value"));
            else
                builder.Find(name, entry.GetRawText(), "has an entry of the wrong kind", isObject ? "a text" : "an object in braces");
        }
    }

    private static bool TryName(JsonProperty property, out string name)
    {
        name = "";
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: valid syntax, no name of ours.
            return false;
        }
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return value.GetRawText();
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: valid syntax, no text.
            return "\uFFFD";
        }
    }
}
