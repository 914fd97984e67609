using Microsoft.AspNetCore.Identity;

namespace OpsHub.Gateway.Sessions;

/// <summary>
/// Hashes and checks passwords with the framework's PBKDF2 hasher. A check costs tens of ms of processor time on purpose,
/// so only a few run at once and few more wait; beyond that the answer is "too many".
/// </summary>
public sealed class Passwords : IDisposable
{
    public const int MinLength = 8;
    public const int MaxLength = 256;

    /// <summary>Two at once leave processor time for the boards; 64 waiting are answered within some seconds.</summary>
    private const int AtOnce = 2;
    private const int Waiting = 64;

    private readonly PasswordHasher<object> _hasher = new();
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly string _nobody;
    private int _waiting;

    public Passwords() => _nobody = Hash("nobody has this account");

    /// <summary>True when it may become somebody's password.</summary>
    public static bool IsAllowed(string? password) => password is { Length: >= MinLength and <= MaxLength };

    public string Hash(string password) => _hasher.HashPassword(this, password);

    /// <summary>
    /// True when it matches; null when too many checks wait. Without a hash it takes as long and is false, so that names
    /// cannot be guessed by the time an answer takes.
    /// </summary>
    public async Task<bool?> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > Waiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _turns.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return _hasher.VerifyHashedPassword(this, hash ?? _nobody, password) != PasswordVerificationResult.Failed && hash is not null;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
