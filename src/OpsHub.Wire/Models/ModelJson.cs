using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace OpsHub.Wire.Models;

/// <summary>Typed reads of a JSON model file; what does not fit is a refusal that names the path.</summary>
internal sealed class ModelJson(ModelFaults faults)
{
    public bool TryObject(JsonElement parent, string path, string name, out JsonElement value) => TryKind(parent, path, name, JsonValueKind.Object, "an object", out value);

    public bool TryArray(JsonElement parent, string path, string name, out JsonElement value) => TryKind(parent, path, name, JsonValueKind.Array, "a list", out value);

    public bool TryText(JsonElement parent, string path, string name, out string text)
    {
        text = "";
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value))
            return faults.Refuse($"{path}.{name}", "", "is missing", "a text");
        // Parameters are texts; some versions and tools write them as numbers.
        if (value.ValueKind == JsonValueKind.Number)
            text = value.GetRawText();
        else if (!TryString(value, out text))
            return faults.Refuse($"{path}.{name}", value.GetRawText(), "is no text", "a text");
        return true;
    }

    /// <param name="missing">What a missing entry means; null when it may not be missing.</param>
    public bool TryCount(JsonElement parent, string path, string name, int? missing, out int count)
    {
        count = missing ?? 0;
        if (missing is not null && parent.ValueKind == JsonValueKind.Object && !parent.TryGetProperty(name, out _))
            return true;
        return TryText(parent, path, name, out var text)
            && (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || faults.Refuse($"{path}.{name}", text, "is no count", "a whole number, 0 or more"));
    }

    /// <param name="length">How many there must be; null for any number.</param>
    public bool TryIntegers(JsonElement parent, string path, string name, int? length, [NotNullWhen(true)] out int[]? values)
    {
        values = null;
        if (!TryList(parent, path, name, length, out var list))
            return false;
        var read = new int[list.GetArrayLength()];
        var i = 0;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind is JsonValueKind.True or JsonValueKind.False)
                read[i] = entry.ValueKind == JsonValueKind.True ? 1 : 0;
            else if (entry.ValueKind != JsonValueKind.Number || !entry.TryGetInt32(out read[i]))
                return faults.Refuse($"{path}.{name}[{i}]", entry.GetRawText(), "is no whole number", "a whole number of 32 bits");
            i++;
        }

        values = read;
        return true;
    }

    /// <summary>Numbers of 32 bits, which is what XGBoost writes, widened.</summary>
    /// <param name="length">How many there must be; null for any number.</param>
    public bool TryNumbers(JsonElement parent, string path, string name, int? length, [NotNullWhen(true)] out double[]? values)
    {
        values = null;
        if (!TryList(parent, path, name, length, out var list))
            return false;
        var read = new double[list.GetArrayLength()];
        var i = 0;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Number || !entry.TryGetSingle(out var number) || !float.IsFinite(number))
                return faults.Refuse($"{path}.{name}[{i}]", entry.GetRawText(), "is no number", "a finite number of 32 bits");
            read[i++] = number;
        }

        values = read;
        return true;
    }

    public static bool TryString(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: valid syntax, no text.
            return false;
        }
    }

    private bool TryList(JsonElement parent, string path, string name, int? length, out JsonElement list)
    {
        if (!TryArray(parent, path, name, out list))
            return false;
        return length is null || list.GetArrayLength() == length
            || faults.Refuse($"{path}.{name}", $"{list.GetArrayLength()} entries", "has the wrong length", $"{length} entries, one for each node");
    }

    private bool TryKind(JsonElement parent, string path, string name, JsonValueKind kind, string expected, out JsonElement value)
    {
        value = default;
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out value))
            return faults.Refuse($"{path}.{name}", "", "is missing", expected);
        return value.ValueKind == kind || faults.Refuse($"{path}.{name}", value.GetRawText(), $"is not {expected}", expected);
    }
}
