using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OpsHub.Contracts;

namespace OpsHub.Gateway.Access;

/// <summary>
/// An opaque bearer token, <c>{user}.{sessionId}.{secret}</c>: the account grain is found without a table, the secret is
/// 256 bits and only its SHA-256 is stored.
/// </summary>
public sealed record AccessToken(UserId User, string SessionId, string Secret)
{
    public const string Scheme = "Bearer";

    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int MaxLength = 200;

    /// <summary>Lower-case hex.</summary>
    public string SecretSha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Secret)));

    public static AccessToken Issue(UserId user, DateTimeOffset now) =>
        new(user, Guid.CreateVersion7(now).ToString("N"), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>False for anything that cannot be a token; a user name may contain dots, so it is read from the end.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AccessToken? token)
    {
        token = null;
        if (text is null || text.Length > MaxLength)
            return false;
        var secretAt = text.LastIndexOf('.') + 1;
        var sessionAt = secretAt < 2 ? 0 : text.LastIndexOf('.', secretAt - 2) + 1;
        if (sessionAt < 2 || text.Length - secretAt != SecretLength)
            return false;
        var user = text[..(sessionAt - 1)];
        var session = text[sessionAt..(secretAt - 1)];
        if (!IsUserName(user) || session.Length != 32 || !session.All(char.IsAsciiHexDigitLower))
            return false;
        token = new AccessToken(new UserId(user), session, text[secretAt..]);
        return true;
    }

    /// <summary>1 to 64 of a-z 0-9 . _ - @.</summary>
    public static bool IsUserName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@');

    /// <summary>The token as the client presents it. The only place where the secret is shown.</summary>
    internal string Text => $"{User}.{SessionId}.{Secret}";

    public override string ToString() => $"{User}.{SessionId}.";
}
