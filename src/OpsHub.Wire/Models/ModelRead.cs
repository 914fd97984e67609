using System.Collections.Immutable;
using OpsHub.Contracts.Models;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Models;

/// <summary>A model file read: the model, or why it is refused.</summary>
/// <param name="Model">Null when refused.</param>
/// <param name="Findings">
/// Refused: one error. Read: warnings, in the file's order. <see cref="Finding.Field"/> is a path into the file
/// (<c>learner.gradient_booster.model.trees[3].left_children[7]</c>, <c>Tree=3 threshold[7]</c>).
/// </param>
public sealed record ModelRead(TreeEnsemble? Model, ImmutableArray<Finding> Findings)
{
    internal static ModelRead Refused(string where, ReadOnlySpan<char> value, string problem, string expected, long line = 0) =>
        new(null, [new Finding(where, SpanText.Cut(value), problem, expected, line)]);
}

/// <summary>Reads a model file of any format we know, told by its first bytes.</summary>
public static class ModelFile
{
    /// <summary>Longest file: twenty times what 400 trees of depth 6 take as XGBoost JSON.</summary>
    public const int MaxBytes = 128 * 1024 * 1024;

    internal const string Accepted = "XGBoost's save_model('model.json') or LightGBM's save_model('model.txt')";

    /// <summary>Never throws for what the file says.</summary>
    public static ModelRead Read(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length > MaxBytes)
            return ModelRead.Refused("file", $"{bytes.Length} bytes", "is too long", $"at most {MaxBytes} bytes");
        if (bytes.StartsWith(Utf8Mark))
            return Read(file[Utf8Mark.Length..]);
        var start = bytes.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty)
            return ModelRead.Refused("file", "", "is empty", Accepted);
        if (Unreadable(start) is { } what)
            return ModelRead.Refused("file", SpanText.Cut(start), what, Accepted);
        return start.StartsWith("tree"u8) ? LightGbmText.Read(file) : XGBoostJson.Read(file);
    }

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static string? Unreadable(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("binf"u8) || start.StartsWith("bs64"u8))
            return "is XGBoost's old binary format";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "is compressed with gzip";
        if (start.StartsWith("PK"u8))
            return "is a zip archive";
        if (start[0] == 0x80)
            return "is a Python pickle, which may run anything when it is opened";
        // UBJSON: an object whose first key has a length with a type mark, where JSON has a quote.
        if (start.Length > 1 && start[0] == (byte)'{' && start[1] is (byte)'L' or (byte)'l' or (byte)'i' or (byte)'U' or (byte)'I' or (byte)'$' or (byte)'#')
            return "is UBJSON, XGBoost's binary format";
        if (start[0] == (byte)'[')
            return "is a list; what dump_model writes leaves out what a score needs";
        return start[0] == (byte)'{' || start.StartsWith("tree"u8) ? null : "is no model file";
    }
}
