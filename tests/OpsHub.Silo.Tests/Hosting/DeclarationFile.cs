using System.Globalization;
using System.Text.Json;
using OpsHub.Contracts;

namespace OpsHub.Silo.Tests.Hosting;

/// <summary>Declarations to import, and what an exported ledger says of them.</summary>
internal static class DeclarationFile
{
    public static string[] Lodged(string export) =>
    [
        .. File.ReadLines(export)
            .Select(line => JsonSerializer.Deserialize<PortEvent>(line, ContractJson.Options)!.Draft)
            .Where(draft => draft.Type == "declarationLodged").Select(draft => draft.Subject),
    ];

    /// <summary>In the columns of the Korean customs file.</summary>
    public static string Write(string folder, int rows)
    {
        var path = Path.Combine(folder, "declarations.csv");
        File.WriteAllLines(path, Enumerable.Range(0, rows + 1).Select(Row));
        return path;

        static string Row(int number) => number == 0
            ? "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud"
            : string.Create(CultureInfo.InvariantCulture, $"{Id(number)},2020-01-{1 + (number % 28):00},30,B,11,21,11,10,ZZR1LT{number % 10},QLRUBN{number % 100},0VKY2BR,,{(number % 2 == 0 ? 440890 : 690722)},CN,CN,8.0,A,G,{100 + number}.0,{5_000 + number}.4,0,0");
    }

    public static string Id(int number) => (90_000_000 + number).ToString(CultureInfo.InvariantCulture);

    public static void FlipABit(string export)
    {
        var bytes = File.ReadAllBytes(export);
        var at = bytes.AsSpan().IndexOf("declarationLodged"u8);
        bytes[at] ^= 1;
        File.WriteAllBytes(export, bytes);
    }
}
