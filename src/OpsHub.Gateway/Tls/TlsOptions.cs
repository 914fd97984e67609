using System.ComponentModel.DataAnnotations;

namespace OpsHub.Gateway.Tls;

/// <summary>Settings of HTTPS. Section <c>Tls</c>.</summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>Folder of the private certificate authority and of the certificate it signed.</summary>
    [Required]
    public string Directory { get; set; } = "data/tls";

    /// <summary>Names and addresses besides those the machine knows of itself, such as a DNS name on the port's network.</summary>
    public string[] Names { get; set; } = [];

    /// <summary>A certificate from elsewhere: PEM with its chain, or PFX. Then no authority of ours is made.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>Private key of a PEM certificate.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Password of the PFX or of the PEM key; null when it has none.</summary>
    public string? KeyPassword { get; set; }
}
