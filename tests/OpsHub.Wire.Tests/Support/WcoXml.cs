using System.Text;
using OpsHub.Wire.Declarations;

namespace OpsHub.Wire.Tests.Support;

/// <summary>Declarations in the XML of the WCO Data Model.</summary>
internal static class WcoXml
{
    public const string Import = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">
          <FunctionCode>9</FunctionCode>
          <FunctionalReferenceID>EE.26_0001</FunctionalReferenceID>
          <IssueDateTime><DateTimeString formatCode="304">20260131090000Z</DateTimeString></IssueDateTime>
          <TypeCode>IMA</TypeCode>
          <GoodsItemQuantity>2</GoodsItemQuantity>
          <InvoiceAmount currencyID="SEK">1500.50</InvoiceAmount>
          <TotalPackageQuantity>12</TotalPackageQuantity>
          <BorderTransportMeans>
            <ID>9074729</ID>
            <IdentificationTypeCode>10</IdentificationTypeCode>
            <JourneyID>042W</JourneyID>
            <ModeCode>1</ModeCode>
          </BorderTransportMeans>
          <Declarant><ID>EE90001</ID></Declarant>
          <EntryOffice><ID>EE1310EE</ID></EntryOffice>
          <Exporter><ID>SE50001</ID></Exporter>
          <GoodsShipment>
            <Consignment>
              <TransportEquipment><SequenceNumeric>1</SequenceNumeric><ID>CSQU3054383</ID></TransportEquipment>
              <TransportEquipment><SequenceNumeric>2</SequenceNumeric><ID>MWCU6059784</ID></TransportEquipment>
            </Consignment>
            <ExportCountry><ID>SE</ID></ExportCountry>
            <GovernmentAgencyGoodsItem>
              <SequenceNumeric>1</SequenceNumeric>
              <AdditionalDocument><CategoryCode>N</CategoryCode><ID>INV-7</ID><TypeCode>380</TypeCode></AdditionalDocument>
              <Commodity>
                <Description>Veneer &amp; plywood</Description>
                <Classification><ID>VATZ</ID><IdentificationTypeCode>GN</IdentificationTypeCode></Classification>
                <Classification><ID>44089015</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
                <GoodsMeasure><GrossMassMeasure>120</GrossMassMeasure><NetNetWeightMeasure>108.5</NetNetWeightMeasure><TariffQuantity unitCode="MTQ">10</TariffQuantity></GoodsMeasure>
                <InvoiceLine><ItemChargeAmount currencyID="SEK">1000.50</ItemChargeAmount></InvoiceLine>
              </Commodity>
              <GovernmentProcedure><CurrentCode>40</CurrentCode><PreviousCode>00</PreviousCode></GovernmentProcedure>
              <Origin><CountryCode>FI</CountryCode></Origin>
              <Packaging><QuantityQuantity>10</QuantityQuantity><TypeCode>CT</TypeCode></Packaging>
            </GovernmentAgencyGoodsItem>
            <GovernmentAgencyGoodsItem>
              <SequenceNumeric>2</SequenceNumeric>
              <Commodity>
                <Description>Doors</Description>
                <Classification><ID>441820</ID><IdentificationTypeCode>HS</IdentificationTypeCode></Classification>
                <GoodsMeasure><NetNetWeightMeasure>50</NetNetWeightMeasure></GoodsMeasure>
                <InvoiceLine><ItemChargeAmount currencyID="SEK">500</ItemChargeAmount></InvoiceLine>
              </Commodity>
              <Packaging><QuantityQuantity>2</QuantityQuantity><TypeCode>PK</TypeCode></Packaging>
            </GovernmentAgencyGoodsItem>
            <Importer><ID>EE10001</ID></Importer>
            <PreviousDocument><CategoryCode>Z</CategoryCode><ID>BL0001</ID><TypeCode>705</TypeCode></PreviousDocument>
          </GoodsShipment>
        </Declaration>
        """;

    public static Task<List<DeclarationRead>> Read(string text, DeclarationOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    public static async Task<List<DeclarationRead>> Read(byte[] bytes, DeclarationOptions? options = null) =>
        await DeclarationXml.ReadAsync(new MemoryStream(bytes), options).ToListAsync();

    /// <summary>The line, from 1, on which a piece of text begins.</summary>
    public static int LineOf(string text, string piece) => text[..text.IndexOf(piece, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
}
