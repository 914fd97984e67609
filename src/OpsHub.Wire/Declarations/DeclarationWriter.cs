using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Wire.Declarations;

/// <summary>Declarations as JSON, in the form <see cref="DeclarationJson"/> reads. Fields that are not given are left out.</summary>
public static class DeclarationWriter
{
    /// <summary>Writes one object.</summary>
    public static void WriteJson(IBufferWriter<byte> destination, DeclarationRow row)
    {
        using var json = new Utf8JsonWriter(destination);
        WriteJson(json, row);
    }

    /// <summary>Writes one object into a document that is being written, an array for one.</summary>
    public static void WriteJson(Utf8JsonWriter json, DeclarationRow row)
    {
        json.WriteStartObject();
        json.WriteString("declarationId", row.DeclarationId);
        json.WriteString("date", row.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (row.Regime != Regime.Import)
            json.WriteString("regime", row.Regime.ToString().ToLowerInvariant());
        Write(json, "office", row.Office);
        Write(json, "processType", row.ProcessType);
        Write(json, "importType", row.ImportType);
        Write(json, "importUse", row.ImportUse);
        Write(json, "paymentType", row.PaymentType);
        Write(json, "transportMode", row.TransportMode);
        Write(json, "declarantId", row.DeclarantId);
        json.WriteString("importerId", row.ImporterId);
        Write(json, "sellerId", row.SellerId);
        Write(json, "courierId", row.CourierId);
        json.WriteString("hs6", row.Hs6);
        json.WriteString("countryOfDeparture", row.CountryOfDeparture);
        json.WriteString("countryOfOrigin", row.CountryOfOrigin);
        Write(json, "taxRatePercent", row.TaxRatePercent);
        Write(json, "taxType", row.TaxType);
        Write(json, "originIndicator", row.OriginIndicator);
        json.WriteNumber("netMassKilograms", row.NetMassKilograms);
        json.WriteNumber("itemPrice", row.ItemPrice);
        json.WriteString("currency", row.Currency);
        if (row.VesselImo is { } imo)
            json.WriteNumber("vesselImo", imo);
        Write(json, "voyage", row.Voyage);
        WriteLists(json, row);
        if (row.Fraud is { } fraud)
            json.WriteBoolean("fraud", fraud);
        if (row.CriticalFraud is { } criticalFraud)
            json.WriteNumber("criticalFraud", criticalFraud);
        json.WriteEndObject();
    }

    private static void WriteLists(Utf8JsonWriter json, DeclarationRow row)
    {
        if (row.Containers.Count > 0)
        {
            json.WriteStartArray("containers");
            foreach (var container in row.Containers)
                json.WriteStringValue(container);
            json.WriteEndArray();
        }

        if (row.Documents.Count > 0)
        {
            json.WriteStartArray("documents");
            foreach (var document in row.Documents)
            {
                json.WriteStartObject();
                json.WriteString("type", document.Type);
                Write(json, "number", document.Number);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (row.Items.Count > 0)
        {
            json.WriteStartArray("items");
            foreach (var item in row.Items)
                WriteItem(json, item);
            json.WriteEndArray();
        }
    }

    private static void WriteItem(Utf8JsonWriter json, DeclarationItem item)
    {
        json.WriteStartObject();
        json.WriteNumber("line", item.Line);
        json.WriteString("hs", item.Hs);
        Write(json, "description", item.Description);
        Write(json, "quantity", item.Quantity);
        Write(json, "unit", item.Unit);
        Write(json, "netMassKilograms", item.NetMassKilograms);
        Write(json, "value", item.Value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Write(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }
}
