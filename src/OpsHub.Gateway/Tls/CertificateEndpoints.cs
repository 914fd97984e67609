using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Tls;

/// <summary>The authority's certificate, for phones to trust, and how they do.</summary>
internal static class CertificateEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/ca.crt", (ServerCertificates certificates) => certificates.AuthorityPem is { } pem
                ? Results.Bytes(Encoding.ASCII.GetBytes(pem), "application/x-x509-ca-cert", "opshub-ca.crt")
                : Problems.Result(404, "NotFound", "This server has a certificate from elsewhere; there is nothing to trust by hand."))
            .RequireAccess(AccessTable.Certificate).Produces(200, contentType: "application/x-x509-ca-cert").WithSummary("The installation's certificate authority.");
        app.MapGet("/ca.txt", (ServerCertificates certificates) => Results.Text(TrustSteps(certificates.AuthorityFingerprint)))
            .RequireAccess(AccessTable.Certificate).Produces<string>(200, "text/plain").WithSummary("How a phone trusts it.");
    }

    /// <summary>For the console at first start and for /ca.txt.</summary>
    /// <param name="fingerprint">SHA-256 of the authority; null when there is none.</param>
    public static string TrustSteps(string? fingerprint) => fingerprint is null
        ? "This server has a certificate from elsewhere; there is nothing to trust by hand.\n"
        : $"""
           How a phone trusts this server (once per phone; do it on the port's own network):

           1. Open /ca.crt of this server on the phone, and compare the fingerprint before you trust it:
              SHA-256 {fingerprint}
           2. Android: Settings, Security, More, Install a certificate, CA certificate; choose opshub-ca.crt.
              iPhone: Settings, General, VPN & Device Management, install the profile; then
              Settings, General, About, Certificate Trust Settings, switch "OpsHub" on.
           3. Open https://<this server>:8443 and install the page to the home screen.

           """;
}
