using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace OpsHub.Gateway.Tests.Access;

/// <summary>The table of calls in the protocol's README is the one of the running host.</summary>
[Collection(SharedHub.Name)]
public sealed partial class ProtocolReadmeTests(HubHost hub)
{
    private const string Api = "/api/v1";

    [Fact]
    public void Readme_NamesEveryCallOfTheHost_OnceAndNoOther()
    {
        var mapped = from endpoint in hub.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
                     where !pattern.StartsWith("/hubs", StringComparison.Ordinal)
                     from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                     select $"{method} {pattern}";
        Assert.Equal(mapped.Order(StringComparer.Ordinal), Told().Order(StringComparer.Ordinal));
    }

    /// <summary>First cell of each table line; those of the first table are under /api/v1.</summary>
    private static IEnumerable<string> Told()
    {
        var prefix = Api;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "src", "OpsHub.Contracts", "Live", "README.md")))
        {
            if (line.StartsWith("Not under `/api/v1`", StringComparison.Ordinal))
                prefix = "";
            if (Call().Match(line) is { Success: true } call)
                yield return $"{call.Groups["method"].Value} {prefix}{call.Groups["path"].Value}";
        }
    }

    [GeneratedRegex("^\\| `(?<method>[A-Z]+) (?<path>/[^`?\\s]*)")]
    private static partial Regex Call();
}
