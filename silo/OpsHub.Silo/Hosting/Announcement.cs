using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Tls;

namespace OpsHub.Silo.Hosting;

/// <summary>What the console says once the doors are open.</summary>
internal static class Announcement
{
    public static void Print(WebApplication app)
    {
        var runtime = app.Services.GetRequiredService<RuntimeName>();
        Console.WriteLine($"OpsHub {runtime.Version} on {runtime.Name}");
        foreach (var url in app.Urls)
            Console.WriteLine($"  {url}");
        if (app.Urls.Any(url => url.StartsWith("https", StringComparison.Ordinal)))
            Console.WriteLine($"  Phones trust it by /ca.crt, explained at /ca.txt; SHA-256 {app.Services.GetRequiredService<ServerCertificates>().AuthorityFingerprint}");
    }
}
