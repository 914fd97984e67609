using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Wire.Declarations;

/// <summary>From a row as it was lodged to the declaration that the rules judge and a shipment keeps.</summary>
public static class DeclarationMapping
{
    /// <summary>A row as the grain takes it. A head without items declares one item with the head's code, mass and price.</summary>
    public static Declaration ToDeclaration(this DeclarationRow row, PortId port) => new()
    {
        DeclarationId = row.DeclarationId,
        Port = port,
        Regime = row.Regime,
        Date = row.Date,
        OfficeId = row.Office,
        ProcessType = row.ProcessType,
        ImportType = row.ImportType,
        ImportUse = row.ImportUse,
        PaymentType = row.PaymentType,
        TransportMode = row.TransportMode,
        DeclarantId = row.DeclarantId ?? "",
        ImporterId = row.ImporterId,
        SellerId = row.SellerId,
        CourierId = row.CourierId,
        CountryOfDeparture = row.CountryOfDeparture,
        CountryOfOrigin = row.CountryOfOrigin,
        TaxRatePercent = row.TaxRatePercent ?? 0,
        TaxType = row.TaxType,
        OriginIndicator = row.OriginIndicator,
        NetMassKilograms = row.NetMassKilograms,
        Price = row.ItemPrice,
        Currency = row.Currency,
        Items = row.Items.Count == 0
            ? [new GoodsItem(1, row.Hs6, null, null, null, row.NetMassKilograms, row.ItemPrice)]
            : [.. row.Items.Select(item => new GoodsItem(
                item.Line, item.Hs, item.Description, item.Quantity, item.Unit, item.NetMassKilograms ?? 0, item.Value ?? 0))],
        Containers = [.. row.Containers],
        Documents = [.. row.Documents.Select(document => new DocumentReference(document.Type, document.Number ?? ""))],
        VesselImo = row.VesselImo,
        Voyage = row.Voyage,
    };
}
