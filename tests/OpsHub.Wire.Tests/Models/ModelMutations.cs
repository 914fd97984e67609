using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace OpsHub.Testing.Models;

/// <summary>Changed model files: some at the bytes, most at the numbers, since a file that is still well-formed gets further.</summary>
internal static partial class ModelMutations
{
    private static readonly string[] Numbers =
        ["-1", "0", "1", "2", "3", "5", "-2", "-3", "1E99", "-1E99", "1e-40", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "65535", "0.5", "NaN", "", "null", "true", "[]"];

    public static Gen<byte[]> Of(string model) =>
        from changes in Gen.Choose(1, 4)
        from seeds in Gen.Choose(0, int.MaxValue - 1).ArrayOf(changes)
        select seeds.Aggregate(Encoding.UTF8.GetBytes(model), Change);

    private static byte[] Change(byte[] bytes, int seed)
    {
        var random = new Random(seed);
        if (bytes.Length == 0)
            return bytes;
        var (at, end) = (random.Next(bytes.Length), random.Next(bytes.Length));
        switch (random.Next(12))
        {
            case 0:
                return bytes[..at];
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return at < end ? [.. bytes[..at], .. bytes[end..]] : [.. bytes[..at], .. bytes[end..at], .. bytes[end..]];
            case 3:
                string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
                (lines[random.Next(lines.Length)], lines[^1]) = (lines[random.Next(lines.Length)], lines[random.Next(lines.Length)]);
                return Encoding.Latin1.GetBytes(string.Join('\n', lines));
            default:
                var text = Encoding.Latin1.GetString(bytes);
                var numbers = NumberPattern().Matches(text);
                if (numbers.Count == 0)
                    return bytes;
                var number = numbers[random.Next(numbers.Count)];
                var other = random.Next(3) == 0 ? random.Next(-4, 8).ToString(CultureInfo.InvariantCulture) : Numbers[random.Next(Numbers.Length)];
                return Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, number.Index), other, text.AsSpan(number.Index + number.Length)));
        }
    }

    [GeneratedRegex("-?[0-9][0-9.E+-]*")]
    private static partial Regex NumberPattern();
}
