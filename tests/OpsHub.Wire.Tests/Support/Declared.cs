using System.Text;
using OpsHub.Wire.Declarations;

namespace OpsHub.Wire.Tests.Support;

/// <summary>Shortcuts from text to declarations.</summary>
internal static class Declared
{
    public const string KoreanHeader =
        "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud";

    public static string KoreanRow(string id, string date = "2020-01-01", string hs = "440890", string mass = "108.0", string price = "372254.4") =>
        $"{id},{date},30,B,11,21,11,10,ZZR1LT6,QLRUBN9,0VKY2BR,,{hs},BE,BE,0.0,FEU1,G,{mass},{price},0,0";

    public static Task<List<DeclarationRead>> FromCsv(string text, DeclarationOptions? options = null) => FromCsv(Encoding.UTF8.GetBytes(text), options);

    public static async Task<List<DeclarationRead>> FromCsv(byte[] bytes, DeclarationOptions? options = null) =>
        await DeclarationCsv.ReadAsync(new MemoryStream(bytes), options).ToListAsync();

    public static Task<List<DeclarationRead>> FromJson(string text, DeclarationOptions? options = null, int chunk = int.MaxValue) =>
        FromJson(Encoding.UTF8.GetBytes(text), options, chunk);

    public static async Task<List<DeclarationRead>> FromJson(byte[] bytes, DeclarationOptions? options = null, int chunk = int.MaxValue) =>
        await DeclarationJson.ReadAsync(new ChunkedStream(bytes, chunk), options).ToListAsync();

    /// <summary>A stream that gives at most so many bytes at a time, as a network does.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}
